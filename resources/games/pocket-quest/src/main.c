/* Pocket Quest: set-up and the order of its parts. */
#include "hw.h"
#include "game.h"
#include <stddef.h>

/* MEMORY.md promises these. */
_Static_assert(offsetof(struct game, frame) == 0x08, "frame");
_Static_assert(offsetof(struct game, map) == 0x10, "map");
_Static_assert(offsetof(struct game, steps) == 0x1A, "steps");
_Static_assert(offsetof(struct game, name) == 0x20, "name");
_Static_assert(offsetof(struct game, money) == 0x28, "money");
_Static_assert(offsetof(struct game, party_count) == 0x32, "party count");
_Static_assert(offsetof(struct game, flags) == 0x34, "flags");
_Static_assert(offsetof(struct game, bag_count) == 0x3C, "bag");
_Static_assert(offsetof(struct game, text_open) == 0x50, "text");
_Static_assert(offsetof(struct game, menu) == 0x80, "menu");
_Static_assert(offsetof(struct battle, done) == 0x10, "damage done");
_Static_assert(offsetof(struct battle, trainer) == 0x15, "trainer");
_Static_assert(offsetof(struct battle, battles) == 0x1F, "battles");
_Static_assert(offsetof(struct battle, foe_moves) == 0x24, "enemy moves");
_Static_assert(offsetof(struct mon, name) == 20, "nickname");
_Static_assert(sizeof(struct mon) == 32, "party struct");
_Static_assert(sizeof(struct object) == 8, "object");
_Static_assert(sizeof(struct warp) == 6, "warp");

static const char player_name[] = "ROBIN";

void main(void) {
  u8 i;
  G.magic[0] = 'P';
  G.magic[1] = 'Q';
  G.magic[2] = 'S';
  G.magic[3] = 'T';
  G.version = 1;
  for (i = 0; i != 5; i++) G.name[i] = player_name[i];
  G.bag[0] = 255;
  wx = 7;
  wy = 144;
  bgp = 0;
  BGP = 0;
  OBP0 = 0;
  OBP1 = 0;
  load_ui_tiles();
  sfx_init();
  title_run();

  /* The moment of the first press decides the rest of the game. */
  G.rng = ((u16)DIV << 8) ^ (u16)G.frame ^ 0x1D0F;
  G.started = 1;
  money_set(500);
  item_add(IT_BALM, 1);
  map_load(3, 4, 5, DOWN);
  world_return();
  world_run();
}
