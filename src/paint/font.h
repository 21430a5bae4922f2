#ifndef PL_PAINT_FONT_H
#define PL_PAINT_FONT_H

#include "base/deadline.h"
#include "base/error.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <hb.h>
#include <stdbool.h>
#include <stdint.h>
#include FT_FREETYPE_H

/** Where a face comes from; a lower one is preferred. */
enum pl_font_source { PL_FONT_USER, PL_FONT_BUNDLED, PL_FONT_SYSTEM };

/** One face of a font file. The file is opened when first drawn with; everything else comes from its pattern.
 */
struct pl_face {
    struct pl_face *next;
    enum pl_font_source source;
    int order;                     /**< of its folder among those of its source */
    FcPattern *pattern;            /**< NULL for a shipped file, of which everything is known */
    char *path;                    /**< its path then */
    const char *file;              /**< the pattern's */
    const char *family;            /**< the pattern's first, in English where it has that */
    int index;                     /**< in a collection */
    int weight_least, weight_most; /**< CSS; they differ for a variable face */
    bool italic;
    bool color;
    int instance; /**< the weight that a variable face was opened at */

    /* once opened */
    FT_Face ft;
    hb_blob_t *blob;
    hb_font_t *hb;       /**< scaled to font units */
    double units;        /**< per em */
    int ascent, descent; /**< font units, both counted away from the baseline */
    FT_F26Dot6 size;     /**< set in `ft` at the moment */
    uint32_t id;         /**< distinct among the opened faces of a font set, for caches */
};

struct pl_font_options {
    const char *const *dirs; /**< the user's, first preferred; ends in NULL; may be NULL */
    const char *bundled;     /**< folder of the bundled family, or NULL to look for it */
    bool no_system;
};

/** What a family's name was found to stand for. */
struct pl_font_answer {
    char *name;
    int weight;
    bool italic;
    struct pl_face *face; /**< NULL: there is none */
};

/** The fonts of one context. */
struct pl_fonts {
    FT_Library library;
    FcConfig *own;    /**< the user's and the bundled fonts, no system file */
    FcConfig *system; /**< read when first needed, its fonts only then listed */
    char *bundled;    /**< folder, or NULL where there is none */
    bool no_system;
    bool system_loaded;
    bool own_loaded;
    char **dirs;
    struct pl_face *faces;  /**< all, in order of preference of their sources */
    struct pl_face *opened; /**< instances of variable faces, which are not in `faces` */
    struct pl_face *last;   /**< of `faces` */
    bool out_of_memory;     /**< a face could not be had for want of it: pl_fonts_check */
    struct pl_font_answer *answers;
    size_t answer_count, answer_capacity;
    uint32_t next_id;
    struct pl_deadline *deadline; /**< of the text that is set with them; or NULL */
};

/** Instances of variable faces that are kept from text to text. */
enum { PL_MOST_INSTANCES = 32 };

/** What stands in when nothing else does. */
#define PL_BUNDLED_FAMILY "Noto Sans SC"

/** Copies the options; reads no font yet. */
bool pl_fonts_init(struct pl_fonts *fonts, const struct pl_font_options *options,
                   struct placard_error *error);
void pl_fonts_finish(struct pl_fonts *fonts);

/** Closes the instances of variable faces that were opened longest ago, beyond the most that are kept. For
 * when no text is being set or drawn: nobody may hold a face. */
void pl_fonts_trim(struct pl_fonts *fonts);

/** How a request was answered. */
struct pl_font_match {
    struct pl_face *face;
    bool slanted;     /**< italics were asked for and the face is upright: it is to be slanted */
    bool substituted; /**< no family of the list was found */
};

/**
 * The face for a CSS list of families at a CSS weight (Fonts 4, section 5.2), opened. A NULL or empty list is
 * the bundled family. Fails only where there is no font at all.
 */
bool pl_fonts_match(struct pl_fonts *fonts, const char *families, int weight, bool italic,
                    struct pl_font_match *out, struct placard_error *error);

/** The same for one family alone; `out->face` is NULL where there is none of that name. */
bool pl_fonts_find(struct pl_fonts *fonts, const char *name, int weight, bool italic,
                   struct pl_font_match *out, struct placard_error *error);

/** A face that has the character, opened: one in colour if `color`, else one that is not, if there is; NULL
 * where no font has it, or memory is out: pl_fonts_check tells. */
struct pl_face *pl_fonts_fallback(struct pl_fonts *fonts, uint32_t code_point, int weight, bool italic,
                                  bool color);

/** Whether an opened face has a glyph for the character. */
bool pl_face_has(const struct pl_face *face, uint32_t code_point);

/** Fails where a face was not found, since the last call, because memory was out: it may exist after all. */
bool pl_fonts_check(struct pl_fonts *fonts, struct placard_error *error);

/** Sets the size of `face->ft`, in pixels per em; FreeType's error, which is 0 for none. */
FT_Error pl_face_size(struct pl_face *face, double size);

/** Whether FreeType lacked memory, and not what the font should have. */
bool pl_ft_lacks_memory(FT_Error code);

/** Makes every face known, the system's too where they are allowed, for listing. */
bool pl_fonts_load_all(struct pl_fonts *fonts, struct placard_error *error);

/** The folder of the bundled fonts: PLACARD_FONT_PATH, beside the library or program, or installed; free();
 * or NULL. Fails for memory only. */
bool pl_fonts_find_bundled(char **out);

/** Calls `take` for the folders and files that fonts are read from: with `system`, and where they are
 * allowed, also those of the system, whose configuration is read for it. What links in the folders lead to is
 * not told.
 */
void pl_fonts_each_place(struct pl_fonts *fonts, bool system, void (*take)(void *data, const char *path),
                         void *data);

/** Whether a text surely needs no font but the bundled ones, so that the system's are not looked at for it;
 * no other font is opened to find out. */
bool pl_fonts_bundled_suffice(struct pl_fonts *fonts, const char *families, const char *text, int weight,
                              bool italic);

/** Calls `take` for every file in a folder and the folders in it, in the order of their names. Fails for
 * memory only: what can't be read has no files. */
bool pl_fonts_each_file(const char *folder, void (*take)(void *data, const char *path), void *data);

#endif
