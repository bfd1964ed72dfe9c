/* The rules of a battle: turns, damage, catching, the end. */
#include "game.h"

static struct mon foe;
static struct mon *own;
static const struct trainer *rival;
static u8 rival_next;

/* Keep the block of battle values in step with what happens. */
static void sync(void) {
  B.species = foe.species;
  B.level = foe.level;
  B.hp = foe.hp;
  B.max_hp = foe.max_hp;
  B.status = foe.status;
  B.attack = foe.attack;
  B.defence = foe.defence;
  B.speed = foe.speed;
}

static void foe_enter(u8 species, u8 level) {
  u8 i;
  mon_make(&foe, species, level);
  for (i = 0; i != 4; i++) B.foe_moves[i] = foe.moves[i];
  bit_set16(&G.seen, species);
  sync();
  bui_foe_load(species);
  bui_foe_show(1);
  bui_foe_info(&foe);
  frame();
}

static void own_enter(u8 i) {
  B.active = i;
  own = P + i;
  B.own_attack = own->attack;
  B.own_defence = own->defence;
  B.own_speed = own->speed;
  bui_own_load(own->species);
  arg_s[0] = own->name;
  text_flash("Go, %!");
  bui_own_show(1);
  bui_own_info(own);
  frame();
}

static u16 damage(u8 level, u8 power, u8 attack, u8 defence) {
  u16 d = (u16)(level * 2 / 5 + 2) * power / 5;
  d = d * attack / (defence ? defence : 1);
  return d / 10 + 2;
}

/* One creature uses a move. by_own tells which. */
static void use_move(u8 by_own, u8 place) {
  struct mon *a = by_own ? own : &foe, *d = by_own ? &foe : own;
  u8 id = place < 4 ? a->moves[place] : 0;
  const struct move *m = &move_data[id];
  u8 eff, v;
  u16 dmg = 0, old;

  if (by_own) {
    B.move = id;
    B.done = 0;
  } else {
    B.foe_move = id;
    B.taken = 0;
  }
  B.effect = 0;
  B.critical = 0;
  arg_s[0] = a->name;
  if (a->status == ST_STUN && rnd() < 64) {
    text_flash("% is\nstunned!");
    return;
  }
  if (place < 4) a->pp[place]--;
  arg_s[1] = m->name;
  text_flash(by_own ? "%\nuses %!" : "Foe %\nuses %!");

  if (!m->power) {
    sfx_good();
    if (m->effect == EF_HOWL) {
      u8 *at = by_own ? &foe.attack : &B.own_attack;
      v = *at;
      *at = v - (v >> 2);
      arg_s[0] = d->name;
      text_flash("%'s\nattack sinks.");
    } else if (m->effect == EF_BRACE) {
      u8 *df = by_own ? &B.own_defence : &foe.defence;
      v = *df;
      v += v >> 2;
      *df = v > 120 ? 120 : v;
      text_flash("%'s\ndefence rises.");
    } else {
      old = a->hp;
      a->hp += a->max_hp >> 1;
      if (a->hp > a->max_hp) a->hp = a->max_hp;
      if (by_own) bui_own_hp(old, a->hp, a->max_hp);
      else bui_foe_hp(old, a->hp, a->max_hp);
      text_flash("% feels\nrested.");
    }
    sync();
    return;
  }

  bui_lunge(by_own);
  if (rnd() < 13) {
    text_flash("But it misses!");
    return;
  }
  dmg = by_own ? damage(a->level, m->power, B.own_attack, foe.defence)
               : damage(a->level, m->power, foe.attack, B.own_defence);
  if (id && m->type == a->type) dmg += dmg >> 1;
  eff = id ? type_chart[m->type][d->type] : 2;
  if (eff == 1) dmg >>= 1;
  else if (eff == 4) dmg <<= 1;
  if (rnd() < 16) {
    dmg += dmg >> 1;
    B.critical = 1;
  }
  dmg -= dmg * (rnd() & 15) / 100;
  if (!dmg) dmg = 1;
  if (dmg > d->hp) dmg = d->hp;
  B.effect = eff;
  old = d->hp;
  d->hp -= dmg;
  if (by_own) B.done = dmg;
  else B.taken = dmg;
  sync();
  bui_blink(!by_own);
  if (by_own) bui_foe_hp(old, d->hp, d->max_hp);
  else bui_own_hp(old, d->hp, d->max_hp);
  arg_n = dmg;
  if (B.critical) text_flash("A lucky hit!\n# damage.");
  else if (eff == 4) text_flash("A strong hit!\n# damage.");
  else if (eff == 1) text_flash("A weak hit.\n# damage.");
  else text_flash("# damage.");

  if (d->hp && !d->status && m->effect && rnd() < m->chance) {
    d->status = m->effect == EF_POISON ? ST_POISON : ST_STUN;
    sync();
    arg_s[0] = d->name;
    text_flash(d->status == ST_POISON ? "% is\npoisoned!" : "% is\nstunned!");
    if (by_own) bui_foe_info(&foe);
    else bui_own_info(own);
  }
}

static void poison(u8 is_own) {
  struct mon *m = is_own ? own : &foe;
  u16 old = m->hp, n;
  if (!old || m->status != ST_POISON) return;
  n = m->max_hp >> 3;
  if (n > old) n = old;
  m->hp -= n;
  sync();
  if (is_own) bui_own_hp(old, m->hp, m->max_hp);
  else bui_foe_hp(old, m->hp, m->max_hp);
  arg_s[0] = m->name;
  text_flash("% is\nhurt by poison.");
}

/* A move place with PP left, 255 for FLAIL. */
static u8 foe_choose(void) {
  u8 i, n = 0, list[4];
  for (i = 0; i != 4; i++) {
    if (foe.moves[i] && foe.pp[i]) {
      list[n] = i;
      n++;
    }
  }
  return n ? list[rnd_below(n)] : 255;
}

static void learn(void) {
  u8 mv = mon_learn(own);
  if (!mv) return;
  arg_s[0] = own->name;
  arg_s[1] = move_data[mv].name;
  text_flash("% learns\n%!");
}

/* A beaten enemy: experience, levels. */
static void reward(void) {
  u16 xp = (u16)foe.level * species_data[foe.species].xp;
  if (rival) xp += xp >> 1;
  arg_s[0] = own->name;
  arg_n = xp;
  text_flash("% gains\n# XP.");
  if (own->level >= 30) return;
  own->xp += xp;
  while (mon_gain(own, 0)) {
    B.own_attack = own->attack;
    B.own_defence = own->defence;
    B.own_speed = own->speed;
    bui_own_info(own);
    sfx_good();
    arg_s[0] = own->name;
    arg_n = own->level;
    text_flash("% reaches\nlevel #!");
    arg_n = own->max_hp;
    text_flash("HP #");
    learn();
  }
}

/* 1 if the enemy was caught. */
static u8 throw_orb(void) {
  u8 c, r, w;
  u16 a, b;
  item_remove(IT_ORB);
  text_flash("ROBIN throws\nan ORB!");
  /* chance = rate * (3 max - 2 hp) / (3 max), out of 256 */
  a = foe.max_hp * 3;
  b = a - foe.hp * 2;
  c = (u8)((u16)(species_data[foe.species].rate) * b / a);
  if (foe.status && c < 216) c += 40;
  r = rnd();
  if (r < c) w = 3;
  else {
    r -= c;
    w = r < 40 ? 2 : r < 100 ? 1 : 0;
  }
  B.wobbles = w;
  bui_orb(w, w == 3);
  arg_s[0] = foe.name;
  if (w != 3) {
    text_flash(w == 2 ? "So close!\n% breaks out." : "% breaks\nout!");
    return 0;
  }
  sfx_good();
  text_flash("Caught!\n% is yours.");
  bit_set16(&G.caught, foe.species);
  if (G.party_count < 6) {
    u8 i, *s = (u8 *)&foe, *d = (u8 *)(P + G.party_count);
    mon_stats(&foe);
    for (i = 0; i != sizeof(struct mon); i++) d[i] = s[i];
    G.party_count++;
  } else text_flash("The party is full.\nIt goes to MOSS.");
  return 1;
}

/* The player's choice. 0 if the turn is used up without a move, 1 for a move
   (in *place), 2 if the battle is over. */
static u8 choose(u8 *place) {
  u8 i, r, id;
  for (;;) {
    B.action = ACT_NONE;
    r = bui_actions();
    if (r == 0) {
      for (i = 0; i != 4; i++) if (own->moves[i] && own->pp[i]) break;
      *place = 255;
      if (i != 4) {
        r = bui_moves(own);
        if (r == 255) continue;
        if (!own->pp[r]) {
          text_flash("No PP left for\nthis move.");
          continue;
        }
        *place = r;
      }
      B.action = ACT_FIGHT;
      return 1;
    }
    if (r == 3) {
      if (rival) {
        text_flash("No running from\nthis battle!");
        continue;
      }
      B.action = ACT_RUN;
      B.phase = PH_TURN;
      if (B.own_speed >= foe.speed || rnd() < 150) {
        text_flash("Got away safely!");
        B.outcome = OUT_FLED;
        return 2;
      }
      text_flash("Cannot get away!");
      return 0;
    }
    id = IT_ORB;
    if (r == 1) {
      B.phase = PH_ITEM;
      id = bag_screen();
      screen_close();
      text_box();
      if (!id) continue;
    }
    if (id == IT_ORB) {
      if (rival) {
        text_flash("It belongs to\nsomeone already!");
        continue;
      }
      if (!item_count(IT_ORB)) {
        text_flash("No ORBs left!");
        continue;
      }
      B.action = ACT_CATCH;
      B.phase = PH_TURN;
      if (throw_orb()) {
        B.outcome = OUT_CAUGHT;
        return 2;
      }
      return 0;
    }
    {
      u16 old = own->hp;
      arg_s[1] = item_name(id);
      if (!item_use(id, own)) {
        text_flash("It would do\nnothing now.");
        continue;
      }
      B.action = ACT_ITEM;
      B.phase = PH_TURN;
      arg_s[0] = own->name;
      text_flash("% gets\na %.");
      bui_own_hp(old, own->hp, own->max_hp);
      bui_own_info(own);
      return 0;
    }
  }
}

/* After each action: has someone fainted? 1 if the battle is over, 2 if the
   turn is. */
static u8 faints(void) {
  u8 r = 0, i;
  if (!foe.hp) {
    bui_faint(0);
    arg_s[0] = foe.name;
    text_flash("Foe % faints!");
    if (own->hp) reward();
    B.left--;
    r = 2;
    if (!B.left) {
      B.outcome = OUT_WIN;
      r = 1;
    }
  }
  if (!own->hp) {
    bui_faint(1);
    arg_s[0] = own->name;
    text_flash("% faints!");
    if (party_alive() == 255) {
      if (B.outcome == OUT_NONE) B.outcome = OUT_LOSS;
      return 1;
    }
    if (r != 1) {
      B.phase = PH_REPLACE;
      do i = party_screen(0);
      while (!P[i].hp);
      screen_close();
      text_box();
      B.action = ACT_SWITCH;
      own_enter(i);
      B.phase = PH_TURN;
      r = 2;
    }
  }
  if (r == 2 && !foe.hp) {
    rival_next++;
    foe_enter(rival->team[rival_next].species, rival->team[rival_next].level);
    arg_s[0] = rival->name;
    arg_s[1] = foe.name;
    text_flash("% sends\n%!");
  }
  return r;
}

static void turns(void) {
  u8 place, fplace, what, first, r;
  for (;;) {
    B.turn++;
    what = choose(&place);
    if (what == 2) return;
    B.phase = PH_TURN;
    fplace = foe_choose();
    first = what == 1 && (B.own_speed > foe.speed || (B.own_speed == foe.speed && (rnd() & 1)));
    if (first) {
      use_move(1, place);
      r = faints();
      if (r == 1) return;
      if (r == 2) continue;
      use_move(0, fplace);
    } else {
      use_move(0, fplace);
      r = faints();
      if (r == 1) return;
      if (r == 2) continue;
      if (what == 1) use_move(1, place);
    }
    r = faints();
    if (r == 1) return;
    if (r == 2) continue;
    poison(1);
    poison(0);
    if (faints() == 1) return;
  }
}

static void begin(u8 kind) {
  G.standing = 0;
  G.mode = M_BATTLE;
  B.kind = kind;
  B.turn = 0;
  B.action = B.move = B.foe_move = 0;
  B.done = B.taken = 0;
  B.outcome = 0;
  B.effect = B.critical = B.wobbles = 0;
  B.phase = PH_INTRO;
  B.battles++;
  rival_next = 0;
  bui_start();
}

static u8 finish(void) {
  B.phase = PH_END;
  if (B.outcome == OUT_WIN) B.wins++;
  else if (B.outcome == OUT_LOSS) {
    B.losses++;
    text_flash("No friend left\nthat can fight!");
  } else if (B.outcome == OUT_FLED) B.flights++;
  else B.catches++;
  if (B.outcome == OUT_WIN && rival) {
    arg_s[0] = rival->name;
    text_flash("You beat\n%!");
    arg_n = rival->prize;
    money_add(rival->prize);
    text_flash("You get # coins.");
  }
  fade_out();
  oam_clear();
  G.mode = M_TRANSITION;
  text_close();
  B.kind = 0;
  B.phase = PH_NONE;
  return B.outcome;
}

u8 battle_wild(u8 species, u8 level) {
  rival = 0;
  B.trainer = 0;
  B.left = 1;
  begin(1);
  foe_enter(species, level);
  arg_s[0] = foe.name;
  text_flash("A wild %\nappears!");
  own_enter(party_alive());
  turns();
  return finish();
}

u8 battle_trainer(u8 id) {
  rival = &trainer_data[id];
  B.trainer = id;
  B.left = rival->count;
  begin(rival->badge ? 3 : 2);
  arg_s[0] = rival->name;
  text_flash("% wants\nto battle!");
  foe_enter(rival->team[0].species, rival->team[0].level);
  own_enter(party_alive());
  turns();
  return finish();
}
