#include "codec/jpeg.h"

#include <jerror.h>
#include <string.h>

_Noreturn void pl_jpeg_throw(j_common_ptr info, enum placard_code code, const char *words) {
    struct pl_jpeg_failure *failure = (struct pl_jpeg_failure *)(void *)info->err;
    failure->code = code;
    if (code == PLACARD_LIMIT) {
        failure->what = "unsupported";
    }
    if (words != failure->words) {
        snprintf(failure->words, sizeof failure->words, "%s", words);
    }
    longjmp(failure->escape, 1);
}

/* These are about what this libjpeg can do, and the file may well be sound. */
static bool is_unsupported(int code) {
    return code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL ||
           code == JERR_CONVERSION_NOTIMPL || code == JERR_COMPONENT_COUNT || code == JERR_IMAGE_TOO_BIG ||
           code == JERR_NO_BACKING_STORE || code == JERR_NOT_COMPILED || code == JERR_FRACT_SAMPLE_NOTIMPL;
}

static void leave(j_common_ptr info) {
    struct pl_jpeg_failure *failure = (struct pl_jpeg_failure *)(void *)info->err;
    info->err->format_message(info, failure->words);
    failure->what = is_unsupported(info->err->msg_code) ? "unsupported" : "damaged";
    pl_jpeg_throw(info, info->err->msg_code == JERR_OUT_OF_MEMORY ? PLACARD_MEMORY : PLACARD_PICTURE,
                  failure->words);
}

/* Warnings that leave every pixel as it was meant: the rest would put grey or garbage into a poster. */
static bool is_harmless(int code) {
    return code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM ||
           code == JWRN_NOT_SEQUENTIAL || code == JWRN_BOGUS_ICC;
}

static void judge_message(j_common_ptr info, int level) {
    if (level < 0 && !is_harmless(info->err->msg_code)) {
        info->err->error_exit(info);
    }
}

static void output_nothing(j_common_ptr info) {
    (void)info;
}

struct jpeg_error_mgr *pl_jpeg_failure_init(struct pl_jpeg_failure *failure) {
    jpeg_std_error(&failure->manager);
    failure->manager.error_exit = leave;
    failure->manager.emit_message = judge_message;
    failure->manager.output_message = output_nothing;
    failure->what = "damaged";
    return &failure->manager;
}

bool pl_jpeg_fail(const struct pl_jpeg_failure *failure, const char *name, struct placard_error *error) {
    if (failure->code == PLACARD_MEMORY) {
        return pl_fail_memory(error);
    }
    if (failure->late) {
        return false;
    }
    return pl_fail(error, failure->code, "%s: %s JPEG: %s", name, failure->what, failure->words);
}

static bool sniff(const unsigned char *bytes, size_t size) {
    return size >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0;
}

static bool ends(const unsigned char *bytes, size_t size) {
    return size >= 2 && memcmp(bytes + size - 2, "\xff\xd9", 2) == 0;
}

static const char *const extensions[] = {"jpg", "jpeg", "jpe", "jfif", NULL};

const struct pl_codec pl_jpeg_codec = {
    .name = PL_JPEG_NAME,
    .extensions = extensions,
    .media_type = "image/jpeg",
    .sniff = sniff,
    .ends = ends,
    .size = pl_jpeg_size,
    .decode = pl_jpeg_decode_until,
    .decode_lazily = pl_jpeg_decode_lazily,
    .decode_small = pl_jpeg_decode_small,
    .rows = pl_jpeg_rows,
    .open = pl_jpeg_open,
    .encode = pl_jpeg_encode,
    .begin = pl_jpeg_begin,
    .keep = pl_jpeg_keep,
};
