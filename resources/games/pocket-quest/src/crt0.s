;; Start-up code, interrupt vectors and the few routines that have to be fast.
;; C calls follow SDCC's sm83 convention: first 16-bit argument in DE, second
;; in BC; a first 8-bit argument in A.

        .module crt0
        .globl  _main
        .globl  _vq_buf, _vq_pos, _vbl
        .globl  s__INITIALIZED, s__INITIALIZER, l__INITIALIZER

        ;; Work RAM with fixed addresses (MEMORY.md).
        .globl  _G, _B, _P, _OBJ_COUNT, _OBJ, _WARP_COUNT, _WARP, _OAM, _COLL, _TILES
_G          = 0xC000
_B          = 0xC0A0
_P          = 0xC100
_OBJ_COUNT  = 0xC200
_OBJ        = 0xC208
_WARP_COUNT = 0xC280
_WARP       = 0xC288
_OAM        = 0xC300
_COLL       = 0xC400
_TILES      = 0xC800

        .area   _HEADER (ABS)
        .org    0x00
        ret
        .org    0x38
        jr      .                       ; FF is what empty ROM holds: stop here
        .org    0x40                    ; VBlank: only leave a mark for frame()
        push    af
        ld      a, #1
        ld      (_vbl), a
        pop     af
        reti
        .org    0x48
        reti
        .org    0x50
        reti
        .org    0x58
        reti
        .org    0x60
        reti
        .org    0x100
        nop
        jp      start
        .org    0x150
start:
        di
        ld      sp, #0xE000
        ;; The LCD may only be switched off in VBlank, and may be off already.
        ldh     a, (0x40)
        rla
        jr      NC, 2$
1$:     ldh     a, (0x44)
        cp      #0x90
        jr      NZ, 1$
        xor     a
        ldh     (0x40), a
2$:     ;; Nothing is taken over from whatever ran before: clear every RAM.
        ;; Work RAM holds the stack, so no call is made for it.
        ld      hl, #0xC000
9$:     xor     a
        ld      (hl+), a
        ld      a, h
        cp      #0xE0
        jr      NZ, 9$
        ld      hl, #0x8000
        ld      bc, #0x2000
        call    clear
        ld      hl, #0xFE00
        ld      bc, #0x00A0
        call    clear
        ld      hl, #0xFF80
        ld      bc, #0x007F
        call    clear
        ;; Hardware registers.
        xor     a
        ldh     (0x07), a               ; timer off
        ldh     (0x06), a
        ldh     (0x05), a
        ldh     (0x04), a               ; DIV counts from here
        ldh     (0x41), a               ; no LCD interrupts
        ldh     (0x42), a
        ldh     (0x43), a
        ldh     (0x45), a
        ldh     (0x02), a
        ldh     (0x0F), a
        ldh     (0x26), a               ; sound off
        ld      a, #144
        ldh     (0x4A), a               ; window below the screen
        ld      a, #7
        ldh     (0x4B), a
        ld      a, #0x30
        ldh     (0x00), a
        ;; OAM DMA has to run from HRAM.
        ld      hl, #dma_code
        ld      c, #0x80
        ld      b, #dma_end - dma_code
3$:     ld      a, (hl+)
        ldh     (c), a
        inc     c
        dec     b
        jr      NZ, 3$
        call    gsinit
        ld      a, #1
        ldh     (0xFF), a               ; only VBlank interrupts
        ei
        call    _main
4$:     halt
        nop
        jr      4$

clear:  xor     a
        ld      (hl+), a
        dec     bc
        ld      a, b
        or      a, c
        jr      NZ, clear
        ret

dma_code:
        ld      a, #0xC3
        ldh     (0x46), a
        ld      a, #40
5$:     dec     a
        jr      NZ, 5$
        ret
dma_end:

        ;; Order of the areas for the linker.
        .area   _HOME
        .area   _CODE
        .area   _INITIALIZER
        .area   _GSINIT
        .area   _GSFINAL
        .area   _DATA
        .area   _INITIALIZED
        .area   _BSEG
        .area   _BSS
        .area   _HEAP

        .area   _GSINIT
gsinit:
        ld      de, #s__INITIALIZED
        ld      hl, #s__INITIALIZER
        ld      bc, #l__INITIALIZER
6$:     ld      a, b
        or      a, c
        jr      Z, 7$
        ld      a, (hl+)
        ld      (de), a
        inc     de
        dec     bc
        jr      6$
7$:
        .area   _GSFINAL
        ret

        .area   _CODE

;; void wait_vblank(void): sleep until the next VBlank interrupt.
_wait_vblank::
        ld      hl, #_vbl
        ld      (hl), #0
8$:     halt
        nop
        ld      a, (hl)
        or      a
        jr      Z, 8$
        ret

;; void oam_dma(void)
_oam_dma::
        jp      0xFF80

;; void vq_flush(void): write the queued tile map changes to VRAM.
;; Entry: high byte, low byte, length (bit 7: downwards), data. High 0 ends.
_vq_flush::
        ld      hl, #_vq_buf
10$:    ld      a, (hl+)
        or      a
        jr      Z, 15$
        ld      d, a
        ld      a, (hl+)
        ld      e, a
        ld      a, (hl+)
        ld      c, a
        bit     7, c
        jr      NZ, 12$
11$:    ld      a, (hl+)
        ld      (de), a
        inc     de
        dec     c
        jr      NZ, 11$
        jr      10$
12$:    res     7, c
13$:    ld      a, (hl+)
        ld      (de), a
        ld      a, e
        add     a, #32
        ld      e, a
        jr      NC, 14$
        inc     d                       ; the background map wraps at its end
        ld      a, d
        and     #0x03
        or      #0x98
        ld      d, a
14$:    dec     c
        jr      NZ, 13$
        jr      10$
15$:    ld      (_vq_buf), a
        ld      (_vq_pos), a
        ret

;; void unpack(u8 *dst, const u8 *src): 0 ends, 1..127 that many bytes as they
;; are, 128..255 copies (n & 127) + 3 bytes from the output, as far back as the
;; next byte says. Reads what it wrote, so VRAM needs the LCD to be off.
_unpack::
        ld      h, b
        ld      l, c
20$:    ld      a, (hl+)
        or      a
        ret     Z
        ld      c, a
        bit     7, c
        jr      NZ, 22$
21$:    ld      a, (hl+)
        ld      (de), a
        inc     de
        dec     c
        jr      NZ, 21$
        jr      20$
22$:    res     7, c
        inc     c
        inc     c
        inc     c
        ld      a, (hl+)
        ld      b, a
        push    hl
        ld      a, e
        sub     b
        ld      l, a
        ld      a, d
        sbc     a, #0
        ld      h, a
23$:    ld      a, (hl+)
        ld      (de), a
        inc     de
        dec     c
        jr      NZ, 23$
        pop     hl
        jr      20$

;; void mirror(u8 *p, u16 n): reverse the bits of n bytes, which flips tiles.
_mirror::
        ld      h, d
        ld      l, e
30$:    ld      a, (hl)
        ld      d, #8
31$:    rra
        rl      e
        dec     d
        jr      NZ, 31$
        ld      a, e
        ld      (hl+), a
        dec     bc
        ld      a, b
        or      c
        jr      NZ, 30$
        ret

;; void font_copy(u8 *dst, const u8 *src): 96 glyphs, one bit a pixel in ROM,
;; black on white in VRAM.
_font_copy::
        ld      h, b
        ld      l, c
        ld      bc, #768
40$:    ld      a, (hl+)
        ld      (de), a
        inc     de
        ld      (de), a
        inc     de
        dec     bc
        ld      a, b
        or      c
        jr      NZ, 40$
        ret
