/* Walking about: steps of 16 frames, warps, wild encounters. */
#include "game.h"

/* Eight equal chances for each map, species and level. */
struct wild { u8 species, level; };
static const struct wild wild_town[8] = {
  { 5, 2 }, { 5, 3 }, { 5, 2 }, { 5, 3 }, { 5, 2 }, { 4, 2 }, { 4, 3 }, { 5, 3 } };
static const struct wild wild_route[8] = {
  { 4, 3 }, { 4, 4 }, { 5, 3 }, { 5, 4 }, { 7, 3 }, { 7, 4 }, { 4, 5 }, { 6, 4 } };
static const struct wild wild_port[8] = {
  { 6, 6 }, { 6, 7 }, { 7, 6 }, { 7, 7 }, { 4, 6 }, { 4, 7 }, { 6, 8 }, { 5, 7 } };

static u8 grace;            /* steps before the next encounter is possible */

/* Back to the map after a screen of another kind. */
void world_return(void) {
  G.mode = M_TRANSITION;
  map_front();
  map_draw();
  fade_in();
  G.mode = M_WORLD;
  G.standing = 1;
}

void warp_to(u8 map, u8 x, u8 y, u8 facing) {
  G.mode = M_TRANSITION;
  G.busy = 1;
  G.standing = 0;
  fade_out();
  map_load(map, x, y, facing);
  map_draw();
  fade_in();
  G.busy = 0;
  G.mode = M_WORLD;
  G.standing = 1;
}

static void encounter(void) {
  const struct wild *w = wild_route;
  u8 r;
  if (grace) {
    grace--;
    return;
  }
  if (rnd() >= 32) return;
  if (G.map == 0) w = wild_town;
  if (G.map == 2) w = wild_port;
  w += rnd() & 7;
  grace = 3;
  r = battle_wild(w->species, w->level);
  if (r == OUT_LOSS) blackout();
  else world_return();
}

static void step_end(void) {
  u8 i;
  struct warp *w = WARP;
  if (G.facing == RIGHT) G.x++;
  else if (G.facing == LEFT) G.x--;
  else if (G.facing == DOWN) G.y++;
  else G.y--;
  G.steps++;
  map_front();
  if (G.here_class == C_WARP) {
    for (i = 0; i != WARP_COUNT; i++) {
      if (w->x == G.x && w->y == G.y) {
        warp_to(w->map, w->tx, w->ty, w->facing);
        return;
      }
      w++;
    }
  }
  if (trainers_look()) return;
  if (G.here_class == C_GRASS && G.party_count) encounter();
}

static void step_begin(u8 dir) {
  G.facing = dir;
  map_front();
  if (G.front_walk && G.front_class == C_WARP && !flag_get(FLAG_STARTER)) {
    sprites_draw();
    text_say("AUNT MOSS: Wait!\nTake a friend with|you. They are on\nthe table.");
    text_close();
    G.standing = 1;
    return;
  }
  if (!G.front_walk) {
    G.bump = 4;
    G.standing = 0;
    return;
  }
  map_stream(dir);
  G.step_timer = 16;
  G.standing = 0;
}

/* One frame of the overworld. */
static void world_frame(void) {
  u8 k;
  if (G.bump) {
    G.bump--;
    if (!G.bump) G.standing = 1;
  } else if (!G.step_timer) {
    k = G.held;
    G.standing = 1;
    if (G.pressed & K_A) {
      if (G.front_obj != 255) {
        G.standing = 0;
        interact(G.front_obj);
        G.mode = M_WORLD;
        map_front();
        sprites_draw();
        G.standing = 1;
        return;
      }
    } else if (G.pressed & K_START) {
      G.standing = 0;
      pause_menu();
      G.standing = 1;
      return;
    }
    if (k & K_DOWN) step_begin(DOWN);
    else if (k & K_UP) step_begin(UP);
    else if (k & K_LEFT) step_begin(LEFT);
    else if (k & K_RIGHT) step_begin(RIGHT);
  }
  if (G.step_timer) {
    G.step_timer--;
    if (!G.step_timer) {
      G.standing = 1;
      step_end();
    }
  }
  camera();
  sprites_draw();
}

void world_run(void) {
  grace = 3;
  for (;;) {
    frame();
    world_frame();
  }
}
