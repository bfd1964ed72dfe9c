/* Random numbers: xorshift, stirred by the DIV register and the frame counter
   so that the moment of an input decides what happens. */
#include "hw.h"
#include "game.h"

u8 rnd(void) {
  u16 s = G.rng ^ (((u16)DIV << 8) | (u8)G.frame);
  if (!s) s = 0x5EED;
  s ^= s << 7;
  s ^= s >> 9;
  s ^= s << 8;
  G.rng = s;
  return (u8)(s ^ (s >> 8));
}

/* 0..n-1 */
u8 rnd_below(u8 n) {
  return (u8)(((u16)rnd() * n) >> 8);
}
