/* Maps: loading, collision, scrolling and the sprites on them. */
#include "hw.h"
#include "game.h"

u16 cam_x, cam_y;
static u8 tileset_now;      /* tile set in VRAM + 1, 0 when it is not a map's */
static const struct map *map_def;

u8 coll_at(u8 x, u8 y) {
  if (x >= G.map_w || y >= G.map_h) return C_WALL;
  return COLL[((u16)y << 5) + x];
}

/* The camera keeps the player in column 4, row 4 but stays inside the map. */
void camera(void) {
  u16 px = (u16)G.x << 4, py = (u16)G.y << 4, m;
  u8 d = 16 - G.step_timer;
  if (G.step_timer) {
    if (G.facing == RIGHT) px += d;
    else if (G.facing == LEFT) px -= d;
    else if (G.facing == DOWN) py += d;
    else py -= d;
  }
  cam_x = px < 64 ? 0 : px - 64;
  m = ((u16)G.map_w << 4) - 160;
  if (cam_x > m) cam_x = m;
  cam_y = py < 64 ? 0 : py - 64;
  m = ((u16)G.map_h << 4) - 144;
  if (cam_y > m) cam_y = m;
  scx = (u8)cam_x;
  scy = (u8)cam_y;
}

/* What stands in front of the player, for the game and for observers. */
void map_front(void) {
  u8 x = G.x, y = G.y, c, i;
  if (G.facing == DOWN) y++;
  else if (G.facing == UP) y--;
  else if (G.facing == LEFT) x--;
  else x++;
  c = coll_at(x, y);
  G.here_class = coll_at(G.x, G.y);
  G.front_class = c;
  G.front_walk = c == C_FLOOR || c == C_GRASS || c == C_WARP;
  G.front_tile = x < G.map_w && y < G.map_h ? TILES[((u16)y << 5) + x] : 255;
  G.front_obj = 255;
  if (c == C_OBJECT) {
    for (i = 0; i != OBJ_COUNT; i++) {
      if (OBJ[i].present && OBJ[i].x == x && OBJ[i].y == y) G.front_obj = i;
    }
  }
}

/* Four tiles of a cell, written straight to VRAM: only with the LCD off. */
static void cell_draw(u8 x, u8 y) {
  const u8 *t = meta_tiles + ((u16)TILES[((u16)y << 5) + x] << 2);
  u8 *p = (u8 *)(0x9800u + ((u16)(y & 15) << 6) + ((x & 15) << 1));
  p[0] = t[0];
  p[1] = t[1];
  p[32] = t[2];
  p[33] = t[3];
}

/* Load the tile set if need be and draw all of the screen. */
void map_draw(void) {
  u8 x, y, x0, y0;
  lcd_off();
  if (tileset_now != map_def->tileset + 1) {
    tileset_now = map_def->tileset + 1;
    unpack((u8 *)0x9000, tileset_now == 1 ? tiles_out : tiles_in);
    unpack((u8 *)0x8000, sprite_tiles);
  }
  camera();
  x0 = (u8)(cam_x >> 4);
  y0 = (u8)(cam_y >> 4);
  for (y = y0; y != y0 + 9; y++) {
    for (x = x0; x != x0 + 10; x++) cell_draw(x, y);
  }
  wy = 144;
  wx = 7;
  sprites_draw();
  lcd_on();
}

/* Other screens use the tile area of the maps. */
void map_tiles_lost(void) { tileset_now = 0; }

static void stream_column(u8 x, u8 y0) {
  u8 side, y;
  u16 a = 0x9800u + ((u16)(y0 & 15) << 6) + ((x & 15) << 1);
  for (side = 0; side != 2; side++) {
    const u8 *c = TILES + ((u16)y0 << 5) + x;
    vq_room(18);
    vq_begin(a + side, 18 | 0x80);
    for (y = 0; y != 9; y++) {
      const u8 *t = meta_tiles + ((u16)*c << 2) + side;
      vq_byte(t[0]);
      vq_byte(t[2]);
      c += 32;
    }
  }
}

static void stream_row(u8 x0, u8 y) {
  u8 half, x, n, first = 16 - (x0 & 15);
  u16 a = 0x9800u + ((u16)(y & 15) << 6);
  if (first > 10) first = 10;
  for (half = 0; half != 4; half += 2) {
    const u8 *c = TILES + ((u16)y << 5) + x0;
    x = x0;
    n = first;
    while (n) {
      vq_room(n << 1);
      vq_begin(a + ((x & 15) << 1), n << 1);
      x += n;
      while (n--) {
        const u8 *t = meta_tiles + ((u16)*c << 2) + half;
        vq_byte(t[0]);
        vq_byte(t[1]);
        c++;
      }
      n = 10 - (u8)(x - x0);
    }
    a += 32;
  }
}

/* At the start of a step: draw the row or column that will scroll in. The
   camera is given for the end of the step. */
void map_stream(u8 dir) {
  u16 ox = cam_x, oy = cam_y;
  u8 x = (u8)(cam_x >> 4), y = (u8)(cam_y >> 4);
  if (dir == RIGHT) {
    if (G.x >= 4 && ox < ((u16)G.map_w << 4) - 160) stream_column(x + 10, y);
  } else if (dir == LEFT) {
    if (G.x <= G.map_w - 6 && ox) stream_column(x - 1, y);
  } else if (dir == DOWN) {
    if (G.y >= 4 && oy < ((u16)G.map_h << 4) - 144) stream_row(x, y + 9);
  } else {
    if (G.y <= G.map_h - 5 && oy) stream_row(x, y - 1);
  }
}

/* Nothing but the map is on screen when the water may be changed. */
void map_animate(void) {
  u8 i, f = (u8)G.frame;
  const u8 *p;
  if (f & 31) return;
  if (tileset_now != 1 || G.mode == M_TRANSITION || G.busy) return;
  p = water_frames + ((f & 32) ? 32 : 0);
  vq_room(32);
  vq_begin(0x9000u + ((u16)TILE_WATER << 4), 32);
  for (i = 0; i != 32; i++) vq_byte(*p++);
}

/* One character of 16 x 16: two sprites of 8 x 16. */
static u8 oam_at;
static void sprite16(i16 x, i16 y, u8 tile, u8 flip) {
  u8 *o = OAM + oam_at;
  u8 limit = wy;
  if (x <= -16 || x >= 160 || y <= -16 || y >= 144) return;
  if (wx == 7) {
    if (y + 16 > limit && limit != 144) return;
  } else if (limit != 144 && x + 16 > wx - 7) return;
  if (oam_at == 160) return;
  o[0] = o[4] = (u8)y + 16;
  o[1] = (u8)x + 8;
  o[5] = (u8)x + 16;
  o[2] = flip ? tile + 2 : tile;
  o[6] = flip ? tile : tile + 2;
  o[3] = o[7] = flip ? 0x20 : 0;
  oam_at += 8;
}

static const u8 face_frame[4] = { 0, 4, 8, 8 };

void sprites_draw(void) {
  u8 i, t, f, d = 0, ph;
  i16 x, y;
  struct object *o = OBJ;
  oam_at = 0;
  if (G.mode == M_TITLE || G.mode == M_BATTLE || G.mode == M_ENDING) {
    oam_clear();
    return;
  }
  /* The player: tiles 0-23, two frames for each of down, up, side. */
  x = (i16)((u16)G.x << 4);
  y = (i16)((u16)G.y << 4);
  f = G.facing;
  t = (f == DOWN) ? 0 : (f == UP) ? 8 : 16;
  ph = 0;
  if (G.step_timer) {
    d = 16 - G.step_timer;
    if (f == RIGHT) x += d;
    else if (f == LEFT) x -= d;
    else if (f == DOWN) y += d;
    else y -= d;
    if (d >= 4 && d < 12) {
      t += 4;
      ph = ((u8)G.steps & 1) && f < LEFT;
    }
  }
  sprite16(x - (i16)cam_x, y - (i16)cam_y, t, f == RIGHT || ph);
  for (i = 0; i != OBJ_COUNT; i++) {
    if (o->present && o->kind != KIND_SIGN) {
      x = (i16)((u16)o->x << 4) - (i16)cam_x;
      y = (i16)((u16)o->y << 4) - (i16)cam_y;
      if (o->sprite == SPR_BALL) sprite16(x, y, TILE_BALL, 0);
      else {
        t = 24 + (u8)(o->sprite * 12) + face_frame[o->facing];
        sprite16(x, y, t, o->facing == RIGHT);
      }
    }
    o++;
  }
  while (oam_at < 160) {
    OAM[oam_at] = 0;
    oam_at += 4;
  }
}

/* Unpack a map into RAM and place the player; nothing is drawn yet. */
void map_load(u8 id, u8 x, u8 y, u8 facing) {
  u8 i, cx, cy;
  u16 n;
  u8 *s, *d;
  const struct map *m = &map_data[id];
  map_def = m;
  G.map = id;
  G.map_w = m->w;
  G.map_h = m->h;
  G.x = x;
  G.y = y;
  G.facing = facing;
  G.step_timer = 0;
  G.bump = 0;
  unpack(TILES, m->cells);
  s = TILES;
  d = COLL;
  for (cy = 0; cy != m->h; cy++) {
    for (cx = 0; cx != 32; cx++) {
      *d = cx < m->w ? meta_class[*s] : C_WALL;
      d++;
      s++;
    }
  }
  n = 1024 - ((u16)m->h << 5);
  while (n) {
    *d = C_WALL;
    d++;
    *s = 0;
    s++;
    n--;
  }
  OBJ_COUNT = m->objects;
  d = (u8 *)OBJ;
  s = (u8 *)m->object;
  for (i = 0; i != 96; i++) d[i] = i < (u8)(m->objects << 3) ? s[i] : 0;
  for (i = 0; i != m->objects; i++) {
    struct object *o = OBJ + i;
    if (o->kind == KIND_ITEM) o->present = !flag_get(o->script);
    else if (o->kind == KIND_STARTER) o->present = !flag_get(FLAG_STARTER);
    else o->present = 1;
    if (o->present) COLL[((u16)o->y << 5) + o->x] = C_OBJECT;
  }
  WARP_COUNT = m->warps;
  d = (u8 *)WARP;
  s = (u8 *)m->warp;
  n = m->warps * 6;
  for (i = 0; i != 48; i++) d[i] = i < (u8)n ? s[i] : 0;
  for (i = 0; i != m->warps; i++) COLL[((u16)WARP[i].y << 5) + WARP[i].x] = C_WARP;
  map_front();
}
