/* A few short sounds; they need no work in later frames. */
#include "hw.h"
#include "game.h"

void sfx_init(void) {
  NR52 = 0x80;
  NR51 = 0x99;
  NR50 = 0x44;
}

void sfx_blip(void) {
  NR10 = 0;
  NR11 = 0xBA;
  NR12 = 0x61;
  NR13 = 0x90;
  NR14 = 0xC7;
}

void sfx_hit(void) {
  NR41 = 0x10;
  NR42 = 0xA1;
  NR43 = 0x52;
  NR44 = 0xC0;
}

void sfx_good(void) {
  NR10 = 0x34;
  NR11 = 0x80;
  NR12 = 0x93;
  NR13 = 0x00;
  NR14 = 0xC6;
}
