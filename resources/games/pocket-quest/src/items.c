/* Bag, money and event flags. */
#include "game.h"

static const char *const names[5] = { "", "BALM", "ORB", "BIGBALM", "TONIC" };

const char *item_name(u8 id) { return names[id]; }

u8 item_count(u8 id) {
  u8 i = 0;
  while (G.bag[i] != 255) {
    if (G.bag[i] == id) return G.bag[i + 1];
    i += 2;
  }
  return 0;
}

void item_add(u8 id, u8 n) {
  u8 i = 0;
  while (G.bag[i] != 255) {
    if (G.bag[i] == id) {
      G.bag[i + 1] += n;
      if (G.bag[i + 1] > 99) G.bag[i + 1] = 99;
      return;
    }
    i += 2;
  }
  G.bag[i] = id;
  G.bag[i + 1] = n;
  G.bag[i + 2] = 255;
  G.bag_count++;
}

/* Take one away; later items move up when none is left. */
void item_remove(u8 id) {
  u8 i = 0;
  while (G.bag[i] != id) {
    if (G.bag[i] == 255) return;
    i += 2;
  }
  if (--G.bag[i + 1]) return;
  while (G.bag[i] != 255) {
    G.bag[i] = G.bag[i + 2];
    if (G.bag[i] != 255) G.bag[i + 1] = G.bag[i + 3];
    else G.bag[i + 1] = 0;
    i += 2;
  }
  G.bag_count--;
}

/* Use a healing item; 0 if it would do nothing. */
u8 item_use(u8 id, struct mon *m) {
  if (!m->hp) return 0;
  if (id == IT_TONIC) {
    if (!m->status) return 0;
    m->status = 0;
  } else {
    if (m->hp == m->max_hp) return 0;
    m->hp += id == IT_BALM ? 20 : 60;
    if (m->hp > m->max_hp) m->hp = m->max_hp;
  }
  item_remove(id);
  return 1;
}

u16 money_get(void) {
  u8 i, b;
  u16 v = 0;
  for (i = 0; i != 3; i++) {
    b = G.money[i];
    v = v * 10 + (b >> 4);
    v = v * 10 + (b & 15);
  }
  return v;
}

void money_set(u16 v) {
  u8 i = 3;
  if (v > 60000) v = 60000;
  while (i--) {
    u8 d = (u8)(v % 10);
    v /= 10;
    d |= (u8)((u8)(v % 10) << 4);
    v /= 10;
    G.money[i] = d;
  }
}

void money_add(u16 v) { money_set(money_get() + v); }

static const u8 bits[8] = { 1, 2, 4, 8, 16, 32, 64, 128 };

u8 flag_get(u8 n) { return G.flags[n >> 3] & bits[n & 7]; }
void flag_set(u8 n) { G.flags[n >> 3] |= bits[n & 7]; }

void bit_set16(u16 *p, u8 n) {
  *p |= (u16)1 << n;
}
