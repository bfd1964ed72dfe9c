/* The screen: frames, the queue of tile map changes, fades. */
#include "hw.h"
#include "game.h"

/* Changes to the tile maps are queued and written in VBlank. 80 bytes and the
   sprite DMA fit into one VBlank with room to spare. */
#define VQ_MAX 80
u8 vq_buf[128];
u8 vq_pos;
volatile u8 vbl;
u8 scx, scy, wy, wx, bgp;
static u8 vq_load;

static void keys_read(void) {
  u8 d, b, h;
  P1 = 0x20;
  d = P1;
  d = P1;
  P1 = 0x10;
  b = P1;
  b = P1;
  b = P1;
  b = P1;
  P1 = 0x30;
  h = (u8)((d & 0x0F) | ((b & 0x0F) << 4)) ^ 0xFF;
  G.pressed = h & (u8)~G.held;
  G.held = h;
}

void frame(void) {
  wait_vblank();
  oam_dma();
  vq_flush();
  vq_load = 0;
  SCX = scx;
  SCY = scy;
  WX = wx;
  WY = wy;
  BGP = bgp;
  OBP0 = bgp & 0xF0;
  /* The game goes on at line 1: whoever looks at the RAM in VBlank, or when a
     frame begins at line 0, sees finished values only, and buttons pressed
     then count at once. */
  while ((u8)(LY - 1) >= 143) ;
  keys_read();
  G.frame++;
  map_animate();
}

void frames(u8 n) {
  while (n--) frame();
}

void lcd_off(void) {
  if (LCDC & 0x80) {
    wait_vblank();
    oam_dma();
    vq_flush();
    vq_load = 0;
    G.frame++;
  }
  LCDC = 0;
}

/* Background 9800, tiles 8800-97FF, window 9C00, sprites of 8 x 16. */
void lcd_on(void) {
  SCX = scx;
  SCY = scy;
  WX = wx;
  WY = wy;
  IF_ = 0;
  LCDC = 0xE7;
}

/* Make room for one entry of n bytes, waiting a frame if the queue is full. */
void vq_room(u8 n) {
  n += 3;
  if (vq_load + n > VQ_MAX) frame();
  vq_load += n;
}

void vq_begin(u16 addr, u8 len) {
  u8 *p = vq_buf + vq_pos;
  p[0] = (u8)(addr >> 8);
  p[1] = (u8)addr;
  p[2] = len;
  vq_pos += 3;
  vq_buf[vq_pos] = 0;
}

void vq_byte(u8 b) {
  vq_buf[vq_pos++] = b;
  vq_buf[vq_pos] = 0;
}

/* Copy tile data while the screen is on, 64 bytes a frame. */
void vram_copy(u16 addr, const u8 *src, u16 len) {
  u8 i;
  while (len) {
    vq_room(64);
    vq_begin(addr, 64);
    for (i = 0; i != 64; i++) vq_byte(*src++);
    addr += 64;
    len -= 64;
  }
}

void oam_clear(void) {
  u8 i;
  for (i = 0; i != 160; i++) OAM[i] = 0;
}

static const u8 fade_steps[4] = { 0xE4, 0x90, 0x40, 0x00 };

void fade_out(void) {
  u8 i;
  for (i = 1; i != 4; i++) {
    bgp = fade_steps[i];
    frames(3);
  }
}

void fade_in(void) {
  u8 i = 3;
  while (i--) {
    bgp = fade_steps[i];
    frames(3);
  }
}

/* Font, borders and bars stay in 8800-8FFF the whole time. */
void load_ui_tiles(void) {
  font_copy((u8 *)0x8800, font_data);
  unpack((u8 *)0x8E00, ui_tiles);
}
