/* Text: strings, numbers, boxes and messages on the window map. */
#include "game.h"

const char *arg_s[2];
u16 arg_n;

void put_tile(u16 addr, u8 t) {
  vq_room(1);
  vq_begin(addr, 1);
  vq_byte(t);
}

void put_run(u16 addr, u8 t, u8 n) {
  vq_room(n);
  vq_begin(addr, n);
  while (n--) vq_byte(t);
}

/* A string padded with spaces to the width. */
void put_text(u16 addr, const char *s, u8 width) {
  u8 c;
  vq_room(width);
  vq_begin(addr, width);
  while (width--) {
    c = *s;
    if (c) {
      s++;
      vq_byte(T_CHAR(c));
    } else vq_byte(T_SPACE);
  }
}

/* Decimal digits of n, last digit at the end of a buffer; returns the first. */
static char num_buf[6];
static char *num_text(u16 n) {
  char *p = num_buf + 5;
  *p = 0;
  do {
    p--;
    *p = '0' + (u8)(n % 10);
    n /= 10;
  } while (n);
  return p;
}

/* A number, right-aligned. */
void put_num(u16 addr, u16 n, u8 width) {
  char *p = num_text(n);
  u8 len = (u8)(num_buf + 5 - p);
  vq_room(width);
  vq_begin(addr, width);
  while (width > len) {
    vq_byte(T_SPACE);
    width--;
  }
  while (*p) vq_byte(T_CHAR(*p++));
}

static void box_row(u16 addr, u8 w, u8 l, u8 m, u8 r) {
  vq_room(w);
  vq_begin(addr, w);
  vq_byte(l);
  w -= 2;
  while (w--) vq_byte(m);
  vq_byte(r);
}

void put_box(u16 addr, u8 w, u8 h) {
  box_row(addr, w, 0xE0, 0xE1, 0xE2);
  h -= 2;
  while (h--) {
    addr += 32;
    box_row(addr, w, 0xE3, T_SPACE, 0xE4);
  }
  box_row(addr + 32, w, 0xE5, 0xE6, 0xE7);
}

/* A bar of 6 tiles, 48 pixels, with its caps. At least one pixel while > 0. */
void put_bar(u16 addr, u16 value, u16 max) {
  u8 px, i;
  px = max ? (u8)(value * 48u / max) : 0;
  if (value && !px) px = 1;
  vq_room(8);
  vq_begin(addr, 8);
  vq_byte(0xF3);
  for (i = 0; i != 6; i++) {
    if (px >= 8) {
      vq_byte(0xF2);
      px -= 8;
    } else {
      vq_byte(0xEA + px);
      px = 0;
    }
  }
  vq_byte(0xF4);
}

/* Wait until one of the buttons goes down. */
u8 keys_wait(u8 mask) {
  do frame();
  while (!(G.pressed & mask));
  return G.pressed & mask;
}

/* Show the box of six rows at the bottom of the screen. */
void text_box(void) {
  if (wy == 96 && wx == 7) return;
  put_box(WIN(0, 0), 20, 6);
  frame();
  wx = 7;
  wy = 96;
  sprites_draw();
}

void text_close(void) {
  G.text_open = 0;
  G.text_state = 0;
  G.text_len = 0;
  G.text[0] = 0;
  wy = 144;
  sprites_draw();
}

/* Fill G.text with the next page of a message. % is the next string argument,
   # the number argument, | ends a page. Returns what follows, 0 at the end. */
static u8 arg_i;
static const char *page_fill(const char *s) {
  u8 n = 0;
  const char *a;
  char c;
  for (;;) {
    c = *s;
    if (!c) {
      s = 0;
      break;
    }
    s++;
    if (c == '|') break;
    a = 0;
    if (c == '%') {
      a = arg_s[arg_i];
      arg_i++;
    } else if (c == '#') a = num_text(arg_n);
    if (a) {
      while (*a && n < 43) {
        G.text[n] = *a;
        n++;
        a++;
      }
    } else if (n < 43) {
      G.text[n] = c;
      n++;
    }
  }
  G.text[n] = 0;
  G.text_len = n;
  G.text_pages++;
  return s;
}

/* Print the page, two characters a frame; A or B shows the rest at once. */
static void page_print(void) {
  u8 i = 0, k, n, stop = 0, len = G.text_len;
  u16 addr = WIN(1, 2);
  G.text_open = 1;
  G.text_state = 1;
  put_run(WIN(1, 2), T_SPACE, 18);
  put_run(WIN(1, 4), T_SPACE, 18);
  put_tile(WIN(18, 5), 0xE6);
  while (i < len) {
    n = stop ? 18 : 2;
    k = 0;
    while (k < n && i + k < len && G.text[i + k] != '\n') k++;
    if (k) {
      vq_room(k);
      vq_begin(addr, k);
      n = k;
      while (n--) {
        vq_byte(T_CHAR(G.text[i]));
        i++;
      }
      addr += k;
    }
    if (i < len && G.text[i] == '\n') {
      i++;
      addr = WIN(1, 4);
    }
    if (!stop) {
      frame();
      if (G.pressed & (K_A | K_B)) stop = 1;
    }
  }
  frame();
}

static u8 say_mode(u8 m) {
  u8 old = G.mode;
  G.standing = 0;
  if (old != M_BATTLE) G.mode = m;
  return old;
}

void text_say(const char *s) {
  u8 t, old = say_mode(M_DIALOG);
  arg_i = 0;
  text_box();
  while (s) {
    s = page_fill(s);
    page_print();
    G.text_state = 2;
    t = 0;
    do {
      if (!(t & 15)) put_tile(WIN(18, 5), (t & 16) ? 0xE6 : 0xE9);
      t++;
      frame();
    } while (!(G.pressed & (K_A | K_B)));
    sfx_blip();
  }
  G.text_state = 1;
  G.mode = old;
}

void text_flash(const char *s) {
  u8 t, old = say_mode(M_DIALOG);
  arg_i = 0;
  text_box();
  while (s) {
    s = page_fill(s);
    page_print();
    G.text_state = 3;
    t = 36;
    do {
      frame();
    } while (--t && !(G.pressed & (K_A | K_B)));
  }
  G.text_state = 1;
  G.mode = old;
}

/* A question: its last page stays above a row with YES and NO. */
u8 text_yesno(const char *s) {
  u8 r, old = say_mode(M_DIALOG);
  arg_i = 0;
  text_box();
  for (;;) {
    s = page_fill(s);
    page_print();
    if (!s) break;
    G.text_state = 2;
    put_tile(WIN(18, 5), 0xE9);
    keys_wait(K_A | K_B);
  }
  put_box(WIN(0, 6), 20, 3);
  put_text(WIN(5, 7), "YES", 3);
  put_text(WIN(13, 7), "NO", 2);
  frame();
  G.text_state = 2;
  wy = 72;
  sprites_draw();
  if (G.mode != M_BATTLE) G.mode = M_CHOICE;
  r = menu_run(MENU_YESNO, WIN(4, 7), 2, 8, 1);
  wy = 96;
  sprites_draw();
  G.text_state = 1;
  G.mode = old;
  return r == 0;
}
