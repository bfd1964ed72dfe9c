/* What a battle looks like: pictures, panels, bars, animations, menus. */
#include "hw.h"
#include "game.h"

#define FOE_X 13
#define FOE_Y 0
#define OWN_X 1
#define OWN_Y 6

static u8 pic[576];

/* 36 tiles of a creature; the own one is flipped to face the enemy. */
static void pic_load(u8 species, u8 flip) {
  unpack(pic, species_data[species].pic);
  if (flip) mirror(pic, 576);
}

void bui_foe_load(u8 species) {
  pic_load(species, 0);
  vram_copy(0x9000, pic, 576);
}

void bui_own_load(u8 species) {
  pic_load(species, 1);
  vram_copy(0x9240, pic, 576);
}

/* Blinds, then an empty battle screen with the box for messages. */
void bui_start(void) {
  u8 i;
  u16 n;
  u8 *p;
  for (i = 0; i != 4; i++) {
    bgp = 0x1B;
    frames(3);
    bgp = 0xE4;
    frames(3);
  }
  G.mode = M_BATTLE;
  fade_out();
  oam_clear();
  scx = 0;
  scy = 0;
  wx = 7;
  wy = 144;
  frame();
  map_tiles_lost();
  lcd_off();
  p = (u8 *)0x9800;
  for (n = 576; n; n--) *p++ = T_SPACE;
  lcd_on();
  text_box();
  bgp = 0xE4;
  frame();
}

/* Rows of a picture; base is its first tile, drop moves it down. */
static void pic_rows(u8 x, u8 y, u8 base, u8 flip, u8 drop) {
  u8 r, c, t;
  for (r = 0; r != 6; r++) {
    vq_room(6);
    vq_begin(BG(x, y + r), 6);
    for (c = 0; c != 6; c++) {
      if (r < drop) t = T_SPACE;
      else t = base + (u8)(r - drop) * 6 + (flip ? 5 - c : c);
      vq_byte(t);
    }
  }
}

void bui_foe_show(u8 on) { pic_rows(FOE_X, FOE_Y, 0, 0, on ? 0 : 6); }
void bui_own_show(u8 on) { pic_rows(OWN_X, OWN_Y, 36, 1, on ? 0 : 6); }

static void status_tag(u16 addr, u8 s) {
  put_text(addr, s == ST_POISON ? "PSN" : s == ST_STUN ? "STN" : "", 3);
}

void bui_foe_info(struct mon *m) {
  put_box(BG(0, 0), 12, 5);
  put_text(BG(1, 1), m->name, 9);
  put_tile(BG(1, 2), 0xF5);
  put_num(BG(2, 2), m->level, 2);
  status_tag(BG(7, 2), m->status);
  put_bar(BG(2, 3), m->hp, m->max_hp);
}

static void own_numbers(u16 hp, u16 max) {
  put_num(BG(12, 9), hp, 3);
  put_tile(BG(15, 9), T_CHAR('/'));
  put_num(BG(16, 9), max, 3);
}

void bui_own_info(struct mon *m) {
  put_box(BG(8, 7), 12, 5);
  put_text(BG(9, 8), m->name, 9);
  put_tile(BG(9, 9), 0xF5);
  put_num(BG(10, 9), m->level, 2);
  own_numbers(m->hp, m->max_hp);
  put_bar(BG(9, 10), m->hp, m->max_hp);
  if (m->status) status_tag(BG(17, 10), m->status);
}

/* A bar runs to its new value in 16 frames or fewer. */
static u16 next_value(u16 v, u16 to, u16 step) {
  if (v < to) {
    v += step;
    if (v > to) v = to;
  } else {
    v = v > step ? v - step : 0;
    if (v < to) v = to;
  }
  return v;
}

void bui_foe_hp(u16 from, u16 to, u16 max) {
  u16 step = (from > to ? from - to : to - from) / 16 + 1;
  while (from != to) {
    from = next_value(from, to, step);
    put_bar(BG(2, 3), from, max);
    frame();
  }
}

void bui_own_hp(u16 from, u16 to, u16 max) {
  u16 step = (from > to ? from - to : to - from) / 16 + 1;
  while (from != to) {
    from = next_value(from, to, step);
    put_bar(BG(9, 10), from, max);
    own_numbers(from, max);
    frame();
  }
}

/* The one that is hit flickers. */
void bui_blink(u8 own) {
  u8 i;
  sfx_hit();
  for (i = 0; i != 6; i++) {
    if (own) bui_own_show(i & 1);
    else bui_foe_show(i & 1);
    frames(2);
  }
}

/* The one that attacks starts forward for a moment. */
void bui_lunge(u8 own) {
  if (own) {
    pic_rows(OWN_X + 1, OWN_Y, 36, 1, 0);
    frame();
    vq_room(6);
    vq_begin(BG(OWN_X, OWN_Y), 6 | 0x80);
  } else {
    pic_rows(FOE_X - 1, FOE_Y, 0, 0, 0);
    frame();
    vq_room(6);
    vq_begin(BG(FOE_X + 5, FOE_Y), 6 | 0x80);
  }
  {
    u8 i;
    for (i = 0; i != 6; i++) vq_byte(T_SPACE);
  }
  frames(5);
  if (own) bui_own_show(1);
  else bui_foe_show(1);
  frame();
  vq_room(6);
  vq_begin(own ? BG(OWN_X + 6, OWN_Y) : BG(FOE_X - 1, FOE_Y), 6 | 0x80);
  {
    u8 i;
    for (i = 0; i != 6; i++) vq_byte(T_SPACE);
  }
  frame();
}

void bui_faint(u8 own) {
  u8 i;
  for (i = 1; i != 7; i++) {
    if (own) pic_rows(OWN_X, OWN_Y, 36, 1, i);
    else pic_rows(FOE_X, FOE_Y, 0, 0, i);
    frames(3);
  }
}

static void ball_at(u8 x, u8 y) {
  u8 *o = OAM;
  o[0] = o[4] = y + 16;
  o[1] = x + 8;
  o[5] = x + 16;
  o[2] = TILE_BALL;
  o[6] = TILE_BALL + 2;
  o[3] = o[7] = 0;
}

static const u8 arc[17] = { 78, 66, 55, 46, 38, 31, 25, 20, 16, 14, 13, 13, 14, 16, 19, 23, 28 };

/* The orb flies, the enemy vanishes in it, it wobbles. */
void bui_orb(u8 wobbles, u8 caught) {
  u8 i, j;
  for (i = 0; i != 17; i++) {
    ball_at(40 + i * 5, arc[i]);
    frame();
  }
  bui_foe_show(0);
  sfx_hit();
  for (i = 28; i != 32; i++) {
    ball_at(120, i);
    frame();
  }
  for (j = 0; j != wobbles; j++) {
    frames(8);
    ball_at(118, 31);
    frames(4);
    ball_at(122, 31);
    frames(4);
    ball_at(120, 31);
    sfx_blip();
  }
  frames(10);
  if (!caught) {
    oam_clear();
    bui_foe_show(1);
    frame();
  }
}

static const u8 act_x[4] = { 2, 11, 2, 11 };
static const u8 act_y[4] = { 2, 2, 4, 4 };

static void box_clear(void) {
  put_box(WIN(0, 0), 20, 6);
}

/* FIGHT ITEM / CATCH RUN */
u8 bui_actions(void) {
  u8 k, c = 0;
  text_box();
  box_clear();
  put_text(WIN(3, 2), "FIGHT    ITEM", 13);
  put_text(WIN(3, 4), "CATCH    RUN", 13);
  frame();
  G.text_open = 0;
  G.text_state = 0;
  G.text_len = 0;
  G.text[0] = 0;
  B.phase = PH_ACTION;
  G.menu = MENU_ACTIONS;
  G.entries = 4;
  G.cursor = 0;
  put_tile(WIN(2, 2), 0xE8);
  for (;;) {
    frame();
    k = G.pressed;
    if (k & K_A) break;
    if (!(k & 0x0F)) continue;
    put_tile(WIN(act_x[c], act_y[c]), T_SPACE);
    if (k & (K_LEFT | K_RIGHT)) c ^= 1;
    else c ^= 2;
    put_tile(WIN(act_x[c], act_y[c]), 0xE8);
    G.cursor = c;
  }
  sfx_blip();
  G.choice = c;
  G.menu = MENU_NONE;
  box_clear();
  return c;
}

/* Returns the place of the move, 255 for B. */
u8 bui_moves(struct mon *m) {
  u8 i, n = 0, r;
  const struct move *v;
  for (i = 0; i != 4; i++) {
    if (!m->moves[i]) break;
    v = &move_data[m->moves[i]];
    put_text(WIN(2, i + 1), v->name, 8);
    put_text(WIN(11, i + 1), type_names[v->type], 5);
    put_num(WIN(17, i + 1), m->pp[i], 2);
    n++;
  }
  frame();
  B.phase = PH_MOVE;
  r = menu_run(MENU_MOVES, WIN(1, 1), n, 32, 1);
  box_clear();
  return r;
}
