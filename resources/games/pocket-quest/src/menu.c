/* Menus: one routine that moves a cursor, and the full-screen lists. */
#include "game.h"

/* Runs a menu with its labels already drawn. addr is the cell of the cursor in
   row 0, step the distance of rows in cells of the map (32 = one row down).
   Steps below 32 make a row of choices side by side. Returns 255 for B. */
u8 menu_run(u8 kind, u16 addr, u8 count, u8 step, u8 cancel) {
  u8 k, c = 0;
  u16 at = addr;
  G.menu = kind;
  G.cursor = 0;
  G.entries = count;
  G.top = 0;
  put_tile(at, 0xE8);
  for (;;) {
    frame();
    k = G.pressed;
    if (k & K_A) break;
    if ((k & K_B) && cancel) {
      c = 255;
      break;
    }
    if (k & (K_DOWN | K_RIGHT)) {
      if (k & K_RIGHT && step >= 32) continue;
      c++;
      if (c == count) c = 0;
    } else if (k & (K_UP | K_LEFT)) {
      if (k & K_LEFT && step >= 32) continue;
      if (!c) c = count;
      c--;
    } else continue;
    put_tile(at, T_SPACE);
    at = addr + (u16)c * step;
    put_tile(at, 0xE8);
    G.cursor = c;
  }
  sfx_blip();
  G.choice = c;
  G.menu = MENU_NONE;
  return c;
}

/* Lists cover the whole screen; the window is moved away while it is drawn. */
void screen_open(void) {
  wy = 144;
  oam_clear();
  frame();
  put_box(WIN(0, 0), 20, 18);
}

static void screen_show(void) {
  frame();
  wx = 7;
  wy = 0;
  oam_clear();
}

void screen_close(void) {
  wy = 144;
  frame();
}

static const char *const status_names[3] = { "", "PSN", "STN" };

/* Returns the row chosen, 255 for B. */
u8 party_screen(u8 cancel) {
  u8 i, r;
  u16 a;
  struct mon *m = P;
  screen_open();
  for (i = 0; i != G.party_count; i++) {
    a = WIN(0, 1) + ((u16)i << 6);
    put_text(a + 2, m->name, 9);
    put_tile(a + 12, 0xF5);
    put_num(a + 13, m->level, 2);
    put_text(a + 16, m->hp ? status_names[m->status] : "FNT", 3);
    put_bar(a + 34, m->hp, m->max_hp);
    put_num(a + 43, m->hp, 3);
    put_tile(a + 46, T_CHAR('/'));
    put_num(a + 47, m->max_hp, 3);
    m++;
  }
  if (!i) put_text(WIN(3, 4), "NO FRIENDS YET", 14);
  put_text(WIN(2, 15), cancel ? "A: TO THE FRONT" : "WHO FIGHTS ON?", 16);
  screen_show();
  if (!i) {
    keys_wait(K_A | K_B);
    r = 255;
  } else r = menu_run(MENU_PARTY, WIN(1, 1), i, 64, cancel);
  return r;
}

/* Returns the item id chosen, 0 for none. */
u8 bag_screen(void) {
  u8 i, r;
  u16 a = WIN(0, 2);
  u8 *b = G.bag;
  screen_open();
  for (i = 0; i != G.bag_count; i++) {
    put_text(a + 3, item_name(b[0]), 8);
    put_text(a + 13, "x", 1);
    put_num(a + 14, b[1], 2);
    a += 64;
    b += 2;
  }
  if (!i) put_text(WIN(3, 4), "THE BAG IS EMPTY", 16);
  screen_show();
  if (!i) {
    keys_wait(K_A | K_B);
    return 0;
  }
  r = menu_run(MENU_BAG, WIN(1, 2), i, 64, 1);
  return r == 255 ? 0 : G.bag[r << 1];
}

static void card_screen(void) {
  G.mode = M_CARD;
  screen_open();
  put_text(WIN(2, 2), "NAME", 4);
  put_text(WIN(10, 2), G.name, 8);
  put_text(WIN(2, 4), "MONEY", 5);
  put_num(WIN(10, 4), money_get(), 5);
  put_tile(WIN(15, 4), 0xFB);
  put_text(WIN(2, 6), "STEPS", 5);
  put_num(WIN(10, 6), G.steps, 5);
  put_text(WIN(2, 8), "WINS", 4);
  put_num(WIN(10, 8), B.wins, 5);
  put_text(WIN(2, 11), "BADGES", 6);
  put_tile(WIN(3, 13), G.badges & 1 ? 0xF6 : 0xF9);
  put_text(WIN(5, 13), G.badges & 1 ? "BOULDER" : "-------", 8);
  put_tile(WIN(3, 15), G.badges & 2 ? 0xF7 : 0xF9);
  put_text(WIN(5, 15), G.badges & 2 ? "TIDE" : "----", 8);
  screen_show();
  keys_wait(K_A | K_B | K_START);
}

static void bag_from_pause(void) {
  u8 id, who;
  for (;;) {
    G.mode = M_BAG;
    id = bag_screen();
    if (!id) return;
    if (id == IT_ORB) continue;
    G.mode = M_PARTY;
    who = party_screen(1);
    if (who == 255) continue;
    if (item_use(id, P + who)) sfx_good();
  }
}

void pause_menu(void) {
  u8 r = 0;
  for (;;) {
    G.mode = M_PAUSE;
    put_box(WIN(0, 0), 10, 12);
    put_box(WIN(0, 12), 10, 6);
    put_text(WIN(2, 2), "PARTY", 6);
    put_text(WIN(2, 4), "BAG", 6);
    put_text(WIN(2, 6), "CARD", 6);
    put_text(WIN(2, 8), "CLOSE", 6);
    put_tile(WIN(1, 13), 0xFB);
    put_num(WIN(3, 13), money_get(), 5);
    put_tile(WIN(2, 15), G.badges & 1 ? 0xF6 : 0xF9);
    put_tile(WIN(4, 15), G.badges & 2 ? 0xF7 : 0xF9);
    frame();
    wx = 87;
    wy = 0;
    sprites_draw();
    r = menu_run(MENU_PAUSE, WIN(1, 2), 4, 64, 1);
    if (r == 0) {
      for (;;) {
        G.mode = M_PARTY;
        r = party_screen(1);
        if (r == 255) break;
        party_front(r);
      }
    } else if (r == 1) bag_from_pause();
    else if (r == 2) card_screen();
    else break;
    screen_close();
    sprites_draw();
  }
  screen_close();
  wx = 7;
  sprites_draw();
  G.mode = M_WORLD;
}

static const u8 shop_price[4] = { 50, 80, 150, 60 };

void shop(void) {
  u8 i, r;
  u16 money;
  for (;;) {
    screen_open();
    put_text(WIN(2, 1), "MONEY", 5);
    money = money_get();
    put_num(WIN(10, 1), money, 5);
    put_tile(WIN(15, 1), 0xFB);
    for (i = 0; i != 4; i++) {
      u16 a = WIN(0, 4) + ((u16)i << 6);
      put_text(a + 3, item_name(i + 1), 8);
      put_num(a + 12, shop_price[i], 3);
      put_tile(a + 15, 0xFB);
    }
    put_text(WIN(3, 12), "LEAVE", 5);
    screen_show();
    G.mode = M_SHOP;
    r = menu_run(MENU_SHOP, WIN(2, 4), 5, 64, 1);
    if (r >= 4) break;
    screen_close();
    if (money < shop_price[r]) text_say("You cannot\nafford that.");
    else if (item_count(r + 1) >= 99) text_say("Your bag is\nfull of those.");
    else {
      money_set(money - shop_price[r]);
      item_add(r + 1, 1);
      arg_s[0] = item_name(r + 1);
      text_say("One %.\nThank you!");
    }
    text_close();
  }
  G.mode = M_DIALOG;
  screen_close();
}
