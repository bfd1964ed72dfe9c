/* Types, the fixed memory layout (MEMORY.md) and what the files share. */
#ifndef GAME_H
#define GAME_H

typedef unsigned char u8;
typedef signed char i8;
typedef unsigned int u16;
typedef int i16;
typedef unsigned long u32;

enum { K_RIGHT = 1, K_LEFT = 2, K_UP = 4, K_DOWN = 8, K_A = 16, K_B = 32, K_SELECT = 64, K_START = 128 };
enum { M_BOOT, M_TITLE, M_WORLD, M_DIALOG, M_CHOICE, M_SHOP, M_PAUSE, M_PARTY, M_BAG, M_CARD,
       M_BATTLE, M_ENDING, M_TRANSITION };
enum { DOWN, UP, LEFT, RIGHT };
enum { C_FLOOR, C_WALL, C_GRASS, C_WARP, C_OBJECT, C_WATER };
enum { MENU_NONE, MENU_YESNO, MENU_PAUSE, MENU_PARTY, MENU_BAG, MENU_SHOP, MENU_ACTIONS, MENU_MOVES };
enum { KIND_NONE, KIND_PERSON, KIND_ITEM, KIND_SIGN, KIND_STARTER, KIND_TRAINER };
enum { ACT_NONE, ACT_FIGHT, ACT_ITEM, ACT_CATCH, ACT_RUN, ACT_SWITCH };
enum { OUT_NONE, OUT_WIN, OUT_LOSS, OUT_FLED, OUT_CAUGHT };
enum { PH_NONE, PH_INTRO, PH_ACTION, PH_MOVE, PH_ITEM, PH_TURN, PH_REPLACE, PH_END };
enum { ST_OK, ST_POISON, ST_STUN };
enum { IT_BALM = 1, IT_ORB, IT_BIGBALM, IT_TONIC };
enum { FLAG_STARTER, FLAG_SPRIG, FLAG_EMBO, FLAG_DRIBB, FLAG_TRAINER0 = 7, FLAG_GIFT = 13,
       FLAG_AUNT, FLAG_ENDING };

/* C000-C09F. The offsets are a promise: see the assertions in main.c. */
struct game {
  u8 magic[4];
  u8 version, mode, busy, started;
  u32 frame;
  u16 rng;
  u8 held, pressed;
  /* C010 */
  u8 map, x, y, facing, step_timer, standing;
  u8 front_class, front_tile, front_walk, front_obj;
  u16 steps;
  u8 map_w, map_h, here_class, bump;
  /* C020 */
  char name[8];
  u8 money[3];
  u8 badges, blackouts, ending;
  u16 seen, caught;
  u8 party_count, heals;
  /* C034 */
  u8 flags[8];
  u8 bag_count, bag[17];
  u8 pad0[2];
  /* C050 */
  u8 text_open, text_state, text_pages, text_len;
  char text[44];
  /* C080 */
  u8 menu, cursor, entries, choice, top;
};

/* C0A0-C0DF */
struct battle {
  u8 kind, turn, species, level;
  u16 hp, max_hp;
  u8 status, attack, defence, speed;
  u8 active, action, move, foe_move;
  u16 done, taken;
  u8 outcome, trainer, left, phase, effect, critical, wobbles;
  u8 wins, losses, flights, catches, battles;
  u8 own_attack, own_defence, own_speed, pad;
  u8 foe_moves[4];
};

/* C100-C1BF, six of them */
struct mon {
  u8 species, level;
  u16 hp, max_hp, xp;
  u8 attack, defence, speed, status;
  u8 moves[4], pp[4];
  char name[10];
  u8 type, pad;
};

struct object { u8 kind, x, y, facing, sprite, script, present, param; };
struct warp { u8 x, y, map, tx, ty, facing; };

extern struct game G;
extern struct battle B;
extern struct mon P[6];
extern u8 OBJ_COUNT, WARP_COUNT;
extern struct object OBJ[12];
extern struct warp WARP[8];
extern u8 OAM[160];
extern u8 COLL[1024], TILES[1024];

/* crt0.s */
void wait_vblank(void);
void oam_dma(void);
void vq_flush(void);
void unpack(u8 *dst, const u8 *src);
void mirror(u8 *p, u16 n);
void font_copy(u8 *dst, const u8 *src);

/* video.c: one call of frame() is one frame of the screen */
extern u8 scx, scy, wy, wx, bgp;
void frame(void);
void frames(u8 n);
void lcd_off(void);
void lcd_on(void);
void vq_room(u8 n);
void vq_begin(u16 addr, u8 len);
void vq_byte(u8 b);
void vram_copy(u16 addr, const u8 *src, u16 len);
void fade_out(void);
void fade_in(void);
void oam_clear(void);
void load_ui_tiles(void);

/* sound.c */
void sfx_init(void);
void sfx_blip(void);
void sfx_hit(void);
void sfx_good(void);

/* rng.c */
u8 rnd(void);
u8 rnd_below(u8 n);

/* text.c: everything here draws on the window map */
#define WIN(x, y) (0x9C00u + ((u16)(y) << 5) + (x))
#define BG(x, y) (0x9800u + ((u16)(y) << 5) + (x))
#define T_SPACE 0x80
#define T_CHAR(c) ((u8)((c) + 0x60))
extern const char *arg_s[2];
extern u16 arg_n;
void put_text(u16 addr, const char *s, u8 width);
void put_num(u16 addr, u16 n, u8 width);
void put_tile(u16 addr, u8 t);
void put_run(u16 addr, u8 t, u8 n);
void put_box(u16 addr, u8 w, u8 h);
void put_bar(u16 addr, u16 value, u16 max);
void text_box(void);
void text_close(void);
void text_say(const char *s);      /* pages wait for A */
void text_flash(const char *s);    /* shown for a moment, goes on by itself */
u8 text_yesno(const char *s);
u8 keys_wait(u8 mask);

/* menu.c */
u8 menu_run(u8 kind, u16 addr, u8 count, u8 step, u8 cancel);
void pause_menu(void);
u8 party_screen(u8 cancel);
u8 bag_screen(void);
void screen_open(void);
void screen_close(void);
void shop(void);

/* items.c */
const char *item_name(u8 id);
u8 item_count(u8 id);
void item_add(u8 id, u8 n);
void item_remove(u8 id);
u8 item_use(u8 id, struct mon *m);
u16 money_get(void);
void money_set(u16 v);
void money_add(u16 v);
u8 flag_get(u8 n);
void flag_set(u8 n);

/* party.c */
void mon_make(struct mon *m, u8 species, u8 level);
void mon_stats(struct mon *m);
u8 mon_gain(struct mon *m, u16 xp);
u8 mon_learn(struct mon *m);
u16 xp_for(u8 level);
u8 party_add(u8 species, u8 level);
void party_heal(void);
u8 party_alive(void);
void party_front(u8 i);
void bit_set16(u16 *p, u8 n);

/* map.c */
extern u16 cam_x, cam_y;
void map_load(u8 id, u8 x, u8 y, u8 facing);
void map_draw(void);
void map_stream(u8 dir);
void map_front(void);
void map_tiles_lost(void);
u8 coll_at(u8 x, u8 y);
void sprites_draw(void);
void camera(void);
void map_animate(void);

/* world.c */
void world_run(void);
void warp_to(u8 map, u8 x, u8 y, u8 facing);
void world_return(void);

/* script.c */
void interact(u8 obj);
u8 trainers_look(void);
void blackout(void);
void ending_check(void);

/* battle.c */
u8 battle_wild(u8 species, u8 level);
u8 battle_trainer(u8 id);

/* battle_ui.c */
void bui_start(void);
void bui_foe_load(u8 species);
void bui_own_load(u8 species);
void bui_foe_show(u8 on);
void bui_own_show(u8 on);
void bui_foe_info(struct mon *m);
void bui_own_info(struct mon *m);
void bui_foe_hp(u16 from, u16 to, u16 max);
void bui_own_hp(u16 from, u16 to, u16 max);
void bui_blink(u8 own);
void bui_faint(u8 own);
void bui_lunge(u8 own);
void bui_orb(u8 wobbles, u8 caught);
u8 bui_actions(void);
u8 bui_moves(struct mon *m);

/* title.c */
void title_run(void);
void ending_run(void);

#include "data.h"
#endif
