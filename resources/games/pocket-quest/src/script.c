/* People, signs, balls and trainers: what happens on A. */
#include "game.h"

static const u8 opposite[4] = { UP, DOWN, RIGHT, LEFT };

enum { SC_TEXT, SC_AUNT, SC_NURSE, SC_CLERK, SC_OLDMAN };

static void heal_here(void) {
  if (!text_yesno("Welcome to the\nclinic!|Shall I heal your\nfriends?")) {
    text_say("Take care!");
    return;
  }
  G.busy = 1;
  text_flash("One moment ...");
  fade_out();
  frames(10);
  fade_in();
  sfx_good();
  party_heal();
  G.heals++;
  G.busy = 0;
  text_say("All well again.\nHave a nice day!");
}

static void person(struct object *o) {
  switch (o->script) {
  case SC_AUNT:
    if (!flag_get(FLAG_STARTER)) {
      text_say("AUNT MOSS: Good\nmorning, ROBIN!|Three little ones\nwait on the table.|Look at them and\npick one. Then win|both badges: one\nhere in FERNWAY,|one in SALTPORT!");
    } else {
      text_say("AUNT MOSS: Rest a\nlittle, dear.");
      party_heal();
      G.heals++;
      sfx_good();
      text_say("Your friends feel\nwell again.");
    }
    flag_set(FLAG_AUNT);
    break;
  case SC_NURSE:
    heal_here();
    break;
  case SC_CLERK:
    text_say("Balms and orbs!\nTake your time.");
    text_close();
    shop();
    break;
  case SC_OLDMAN:
    if (flag_get(FLAG_GIFT)) {
      text_say("Make a creature\nweak, then throw|an ORB. A weak one\nis easy to catch.");
    } else {
      text_say("Ho! Going out to\nthe tall grass?|Take these along.");
      item_add(IT_ORB, 5);
      item_add(IT_BALM, 2);
      flag_set(FLAG_GIFT);
      sfx_good();
      text_say("Got 5 ORBs\nand 2 BALMs!");
    }
    break;
  default:
    text_say(messages[o->param]);
  }
}

static void starter(struct object *o) {
  u8 s = o->param, i;
  arg_s[0] = species_data[s].name;
  arg_s[1] = type_names[species_data[s].type];
  if (!text_yesno("%, a friend\nof the % kind.|Take this one?")) return;
  party_add(s, 5);
  flag_set(FLAG_STARTER);
  flag_set(s);
  for (i = 0; i != OBJ_COUNT; i++) {
    if (OBJ[i].kind == KIND_STARTER) {
      OBJ[i].present = 0;
      COLL[((u16)OBJ[i].y << 5) + OBJ[i].x] = C_WALL;
    }
  }
  sfx_good();
  text_say("% goes\nwith you!");
}

static void pick_up(struct object *o) {
  o->present = 0;
  COLL[((u16)o->y << 5) + o->x] = meta_class[TILES[((u16)o->y << 5) + o->x]];
  flag_set(o->script);
  item_add(o->param, 1);
  arg_s[0] = item_name(o->param);
  sfx_good();
  text_say("Found a %!");
}

/* Both badges: the story is told. */
void ending_check(void) {
  if (G.badges != 3 || flag_get(FLAG_ENDING)) return;
  flag_set(FLAG_ENDING);
  fade_out();
  ending_run();
  world_return();
}

static void trainer(struct object *o) {
  const struct trainer *t = &trainer_data[o->param];
  if (flag_get(FLAG_TRAINER0 + o->param)) {
    text_say(t->after);
    return;
  }
  text_say(t->before);
  text_close();
  if (battle_trainer(o->param) == OUT_LOSS) {
    blackout();
    return;
  }
  flag_set(FLAG_TRAINER0 + o->param);
  world_return();
  if (t->badge) {
    G.badges |= t->badge;
    sfx_good();
    text_say(t->badge == 1 ? "You won the\nBOULDER BADGE!" : "You won the\nTIDE BADGE!");
    text_say(t->after);
    text_close();
    ending_check();
  } else {
    text_say(t->after);
  }
}

void interact(u8 obj) {
  struct object *o = OBJ + obj;
  if (o->kind == KIND_PERSON || o->kind == KIND_TRAINER) {
    o->facing = opposite[G.facing];
    sprites_draw();
  }
  switch (o->kind) {
  case KIND_PERSON: person(o); break;
  case KIND_ITEM: pick_up(o); break;
  case KIND_SIGN: text_say(messages[o->param]); break;
  case KIND_STARTER: starter(o); break;
  case KIND_TRAINER: trainer(o); break;
  }
  text_close();
}

/* After each step: a trainer who has not been beaten and sees the player
   within its range (script) calls for a battle. 1 if one did. */
u8 trainers_look(void) {
  u8 i, k, x, y;
  struct object *o = OBJ;
  for (i = 0; i != OBJ_COUNT; i++, o++) {
    if (o->kind != KIND_TRAINER || flag_get(FLAG_TRAINER0 + o->param)) continue;
    x = o->x;
    y = o->y;
    for (k = o->script; k; k--) {
      if (o->facing == DOWN) y++;
      else if (o->facing == UP) y--;
      else if (o->facing == LEFT) x--;
      else x++;
      if (x == G.x && y == G.y) {
        G.standing = 0;
        camera();
        sprites_draw();
        trainer(o);
        text_close();
        map_front();
        G.standing = 1;
        return 1;
      }
      if (!COLL[((u16)y << 5) + x] || COLL[((u16)y << 5) + x] == C_GRASS) continue;
      break;
    }
  }
  return 0;
}

/* The whole party has fainted: home, healed, with half of the money. */
void blackout(void) {
  G.blackouts++;
  money_set(money_get() >> 1);
  party_heal();
  map_load(3, 4, 5, DOWN);
  world_return();
  text_say("Everything went\ndark ...|AUNT MOSS took you\nhome. Half of your|money is gone.");
  text_close();
  G.standing = 1;
}
