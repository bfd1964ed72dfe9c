/* Creatures: stats, experience, the party. */
#include "game.h"

u16 xp_for(u8 level) { return (u16)((u16)level * level) * 5; }

static u8 stat(u8 base, u8 level) { return 5 + (u8)(((u16)base * level) / 25); }

/* Stats from species and level; damage taken so far stays the same. */
void mon_stats(struct mon *m) {
  const struct species *s = &species_data[m->species];
  u8 lv = m->level;
  u16 old = m->max_hp;
  m->max_hp = 10 + lv + ((u16)s->hp * lv) / 20;
  m->hp += m->max_hp - old;
  m->attack = stat(s->attack, lv);
  m->defence = stat(s->defence, lv);
  m->speed = stat(s->speed, lv);
}

/* Learn what the level offers into a free place. Returns the move id or 0. */
u8 mon_learn(struct mon *m) {
  const struct species *s = &species_data[m->species];
  u8 i, j, mv;
  for (i = 0; i != 4; i++) {
    mv = s->moves[i];
    if (!mv || s->levels[i] > m->level) continue;
    for (j = 0; j != 4; j++) if (m->moves[j] == mv) break;
    if (j != 4) continue;
    for (j = 0; j != 4; j++) if (!m->moves[j]) break;
    if (j == 4) continue;
    m->moves[j] = mv;
    m->pp[j] = move_data[mv].pp;
    return mv;
  }
  return 0;
}

void mon_make(struct mon *m, u8 species, u8 level) {
  u8 i, *p = (u8 *)m;
  const char *n = species_data[species].name;
  for (i = 0; i != sizeof(struct mon); i++) p[i] = 0;
  m->species = species;
  m->level = level;
  m->xp = xp_for(level);
  m->type = species_data[species].type;
  for (i = 0; n[i]; i++) m->name[i] = n[i];
  mon_stats(m);
  while (mon_learn(m)) ;
}

/* Add experience; 1 if the creature has reached a new level. */
u8 mon_gain(struct mon *m, u16 xp) {
  m->xp += xp;
  if (m->level < 30 && m->xp >= xp_for(m->level + 1)) {
    m->level++;
    mon_stats(m);
    return 1;
  }
  return 0;
}

/* 0 if the party is full. */
u8 party_add(u8 species, u8 level) {
  bit_set16(&G.seen, species);
  bit_set16(&G.caught, species);
  if (G.party_count == 6) return 0;
  mon_make(P + G.party_count, species, level);
  G.party_count++;
  return 1;
}

void party_heal(void) {
  u8 i, j;
  struct mon *m = P;
  for (i = 0; i != G.party_count; i++) {
    m->hp = m->max_hp;
    m->status = 0;
    for (j = 0; j != 4; j++) m->pp[j] = m->moves[j] ? move_data[m->moves[j]].pp : 0;
    m++;
  }
}

/* Index of the first creature that can fight, 255 if there is none. */
u8 party_alive(void) {
  u8 i;
  for (i = 0; i != G.party_count; i++) if (P[i].hp) return i;
  return 255;
}

/* Swap a creature to the front. */
void party_front(u8 i) {
  u8 k, t;
  u8 *a = (u8 *)P, *b = (u8 *)(P + i);
  if (!i) return;
  for (k = 0; k != sizeof(struct mon); k++) {
    t = a[k];
    a[k] = b[k];
    b[k] = t;
  }
}
