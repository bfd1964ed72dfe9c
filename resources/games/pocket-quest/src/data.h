/* Tables: species, moves and trainers by hand, pictures and maps generated. */
#ifndef DATA_H
#define DATA_H

enum { EF_NONE, EF_POISON, EF_STUN, EF_HOWL, EF_BRACE, EF_NAP };

struct species {
  const char *name;
  u8 type, hp, attack, defence, speed, xp, rate;
  u8 moves[4], levels[4];
  const u8 *pic;
};
struct move { const char *name; u8 type, power, pp, effect, chance; };
struct member { u8 species, level; };
struct trainer {
  const char *name, *before, *after;
  u16 prize;
  u8 badge, count;
  struct member team[3];
};
struct map {
  u8 w, h;
  const u8 *cells;
  u8 objects, warps;
  const struct object *object;
  const struct warp *warp;
  u8 tileset;
};

extern const struct species species_data[];
extern const struct move move_data[];
extern const struct trainer trainer_data[];
extern const char *const type_names[];
extern const u8 type_chart[6][6];

/* generated */
extern const struct map map_data[];
extern const char *const messages[];
extern const u8 meta_tiles[], meta_class[];
extern const u8 tiles_out[], tiles_in[], sprite_tiles[], ui_tiles[], logo_tiles[], font_data[];
extern const u8 water_frames[];
#include "ids.h"
#endif
