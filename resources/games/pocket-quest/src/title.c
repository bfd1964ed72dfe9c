/* The title screen and the ending. */
#include "hw.h"
#include "game.h"

/* Fills the screen with spaces and loads a picture; LCD off afterwards. */
static void page(void) {
  u8 *p = (u8 *)0x9800;
  u16 n;
  bgp = 0;
  oam_clear();
  scx = scy = 0;
  wy = 144;
  wx = 7;
  lcd_off();
  map_tiles_lost();
  for (n = 1024; n; n--) *p++ = T_SPACE;
}

static void block(u8 *p, u8 t, u8 w, u8 h) {
  u8 i;
  while (h--) {
    for (i = 0; i != w; i++) p[i] = t++;
    p += 32;
  }
}

static void line(u8 *p, const char *s) {
  while (*s) {
    *p++ = T_CHAR(*s);
    s++;
  }
}

/* The logo is tiles 0-79, the creature below it tiles 80-115. */
void title_run(void) {
  u8 i;
  page();
  unpack((u8 *)0x9000, logo_tiles);
  unpack((u8 *)0x9500, species_data[2].pic);
  block((u8 *)BG(2, 1), 0, 16, 5);
  block((u8 *)BG(7, 7), 80, 6, 6);
  for (i = 0; i != 20; i++) {
    *(u8 *)BG(i, 13) = 0xFC;
    *(u8 *)BG(i, 17) = T_SPACE;
  }
  line((u8 *)BG(4, 15), "PRESS  START");
  lcd_on();
  fade_in();
  G.mode = M_TITLE;
  i = 0;
  do {
    frame();
    i++;
    if (i == 40) put_text(BG(4, 15), "", 12);
    if (i == 60) {
      put_text(BG(4, 15), "PRESS  START", 12);
      i = 0;
    }
  } while (!(G.pressed & (K_START | K_A)));
  sfx_good();
  G.mode = M_TRANSITION;
  fade_out();
}

void ending_run(void) {
  G.mode = M_TRANSITION;
  page();
  unpack((u8 *)0x9000, species_data[P[0].species].pic);
  block((u8 *)BG(7, 6), 0, 6, 6);
  *(u8 *)BG(8, 4) = 0xF6;
  *(u8 *)BG(11, 4) = 0xF7;
  line((u8 *)BG(2, 2), "CONGRATULATIONS!");
  line((u8 *)BG(2, 13), "Both badges won.");
  line((u8 *)BG(1, 14), "ROBIN and friends");
  line((u8 *)BG(2, 15), "are champions!");
  line((u8 *)BG(6, 17), "THE END");
  lcd_on();
  fade_in();
  G.mode = M_ENDING;
  G.ending = 1;
  frames(60);
  keys_wait(K_A | K_START);
  G.mode = M_TRANSITION;
  fade_out();
}
