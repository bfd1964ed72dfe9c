/* Species, moves, types and trainers. */
#include "game.h"
#include "pics.h"

const char *const type_names[] = { "PLAIN", "LEAF", "FIRE", "WATER", "ROCK", "SPARK" };

/* Row: type of the move; column: type of the target. 1 weak, 2 normal, 4 strong */
const u8 type_chart[6][6] = {
  { 2, 2, 2, 2, 1, 2 },
  { 2, 1, 1, 4, 4, 2 },
  { 2, 4, 1, 1, 2, 2 },
  { 2, 1, 4, 1, 4, 2 },
  { 2, 1, 4, 2, 1, 2 },
  { 2, 1, 2, 4, 1, 1 },
};

const struct species species_data[] = {
  { "", 0, 0, 0, 0, 0, 0, 0, { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, 0 },
  { "SPRIG", 1, 48, 48, 48, 46, 9, 90, { 1, 3, 11, 13 }, { 1, 1, 7, 11 }, pic_sprig },
  { "EMBO", 2, 44, 54, 42, 54, 9, 90, { 1, 4, 8, 14 }, { 1, 1, 7, 11 }, pic_embo },
  { "DRIBB", 3, 50, 46, 52, 42, 9, 90, { 1, 5, 10, 15 }, { 1, 1, 7, 11 }, pic_dribb },
  { "FLITT", 0, 38, 42, 36, 58, 8, 170, { 1, 2, 8, 0 }, { 1, 5, 9, 0 }, pic_flitt },
  { "NIBBIT", 0, 40, 42, 36, 48, 7, 200, { 1, 9, 2, 12 }, { 1, 4, 6, 9 }, pic_nibbit },
  { "ZAPPET", 5, 38, 50, 38, 62, 10, 130, { 1, 7, 8, 0 }, { 1, 1, 10, 0 }, pic_zappet },
  { "BRAMBO", 1, 50, 46, 50, 30, 9, 150, { 1, 11, 10, 13 }, { 1, 1, 6, 12 }, pic_brambo },
  { "PEBBLO", 4, 44, 44, 62, 24, 10, 100, { 1, 6, 10, 0 }, { 1, 5, 6, 0 }, pic_pebblo },
  { "TIDALE", 3, 62, 50, 50, 34, 12, 60, { 2, 5, 10, 12 }, { 1, 1, 6, 10 }, pic_tidale },
};

const struct move move_data[] = {
  { "FLAIL", 0, 20, 0, 0, 0 },
  { "BUMP", 0, 35, 35, 0, 0 },
  { "CLAW", 0, 45, 25, 0, 0 },
  { "LEAFCUT", 1, 45, 25, 0, 0 },
  { "FLARE", 2, 45, 25, 0, 0 },
  { "SPRAY", 3, 45, 25, 0, 0 },
  { "BOULDER", 4, 45, 20, 0, 0 },
  { "JOLT", 5, 45, 20, EF_STUN, 52 },
  { "FLURRY", 0, 55, 15, 0, 0 },
  { "HOWL", 0, 0, 20, EF_HOWL, 0 },
  { "BRACE", 0, 0, 20, EF_BRACE, 0 },
  { "STING", 1, 30, 20, EF_POISON, 77 },
  { "NAP", 0, 0, 5, EF_NAP, 0 },
  { "THORNS", 1, 70, 10, 0, 0 },
  { "BLAZE", 2, 70, 10, 0, 0 },
  { "TORRENT", 3, 70, 10, 0, 0 },
};

const struct trainer trainer_data[] = {
  { "", "", "", 0, 0, 0, { { 0, 0 } } },
  { "TIM", "TIM: You look new!\nLet us battle!", "TIM: I will train\nin the tall grass.", 120, 0, 1, { { 5, 4 } } },
  { "ADA", "ADA: Nobody passes\nme unseen!", "ADA: SALTPORT is\njust ahead.", 200, 0, 2, { { 4, 6 }, { 7, 6 } } },
  { "GRANIT", "GRANIT: My friends\nare hard as rock.|Leaf and water may\nwear them down.|Come on then!",
    "GRANIT: Well done!\nMARINA waits in|SALTPORT, at the\nend of the route.", 400, 1, 2, { { 8, 6 }, { 8, 8 } } },
  { "BO", "BO: Who wants to\nsee MARINA has to|get past me!", "BO: Aye, she is\nyours to face.", 250, 0, 1, { { 3, 9 } } },
  { "MARINA", "MARINA: The tide\ncarries me.|Bring leaf or\nspark, if you can!",
    "MARINA: What a\nbattle! The sea|will sing of you.", 800, 2, 2, { { 3, 10 }, { 9, 12 } } },
};
