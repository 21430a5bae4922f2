#include "codec/deflate_codes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A count with its symbol below it, so that sorting needs nothing but these numbers. */
enum { SYMBOL_BITS = 9 };

static int symbol_of(uint32_t leaf) {
    return (int)(leaf & ((1U << SYMBOL_BITS) - 1));
}

/* By halving gaps: there are few, and the library's sorting may allocate. */
static void sort(uint32_t *leaves, int count) {
    for (int gap = count / 2; gap > 0; gap /= 2) {
        for (int i = gap; i < count; i++) {
            uint32_t leaf = leaves[i];
            int to = i;
            for (; to >= gap && leaves[to - gap] > leaf; to -= gap) {
                leaves[to] = leaves[to - gap];
            }
            leaves[to] = leaf;
        }
    }
}

/* The depths of the leaves of a Huffman tree: the lightest two nodes become one until one is left. Leaves
 * are sorted and what they become is made in order of weight, so the lightest are always at two fronts. */
static void find_depths(const uint32_t *leaves, int count, int *depths) {
    uint32_t weights[2 * PL_DEFLATE_SYMBOLS];
    int parents[2 * PL_DEFLATE_SYMBOLS];
    int leaf = 0;
    int node = count;
    for (int i = 0; i < count; i++) {
        weights[i] = leaves[i] >> SYMBOL_BITS;
    }
    for (int made = count; made < 2 * count - 1; made++) {
        weights[made] = 0;
        for (int i = 0; i < 2; i++) {
            bool is_leaf = leaf < count && (node == made || weights[leaf] <= weights[node]);
            int child = is_leaf ? leaf++ : node++;
            weights[made] += weights[child];
            parents[child] = made;
        }
    }
    depths[2 * count - 2] = 0;
    for (int i = 2 * count - 3; i >= 0; i--) {
        depths[i] = depths[parents[i]] + 1;
    }
}

/* How many leaves have each depth, with those that are too deep brought up, and as many others brought down
 * as the code needs to be one again: Kraft's sum, in units of the deepest, has to be that of a full tree. */
static void count_depths(const int *depths, int count, int most, int of[PL_DEFLATE_BITS + 1]) {
    int sum = 0;
    memset(of, 0, (PL_DEFLATE_BITS + 1) * sizeof *of);
    for (int i = 0; i < count; i++) {
        int depth = depths[i] < most ? depths[i] : most;
        of[depth]++;
        sum += 1 << (most - depth);
    }
    for (; sum > 1 << most; sum--) {
        int depth = most - 1;
        while (of[depth] == 0) {
            depth--;
        }
        of[depth]--;
        of[depth + 1] += 2;
        of[most]--;
    }
}

void pl_deflate_lengths(const uint32_t *counts, int symbols, int most, uint8_t *lengths) {
    uint32_t leaves[PL_DEFLATE_SYMBOLS] = {0};
    int depths[2 * PL_DEFLATE_SYMBOLS];
    int of[PL_DEFLATE_BITS + 1];
    int count = 0;
    memset(lengths, 0, (size_t)symbols);
    for (int i = 0; i < symbols; i++) {
        if (counts[i] > 0) {
            leaves[count++] = counts[i] << SYMBOL_BITS | (uint32_t)i;
        }
    }
    if (count < 2) {
        int only = count == 1 ? symbol_of(leaves[0]) : 0;
        lengths[only] = 1;
        lengths[only == 0] = 1;
        return;
    }
    sort(leaves, count);
    find_depths(leaves, count, depths);
    count_depths(depths, count, most, of);
    int leaf = 0;
    for (int length = most; length > 0; length--) {
        for (int i = 0; i < of[length]; i++) {
            lengths[symbol_of(leaves[leaf++])] = (uint8_t)length;
        }
    }
}

void pl_deflate_assign(const uint8_t *lengths, int symbols, uint16_t *codes) {
    unsigned of[PL_DEFLATE_BITS + 1] = {0};
    unsigned next[PL_DEFLATE_BITS + 1] = {0};
    for (int i = 0; i < symbols; i++) {
        of[lengths[i]]++;
    }
    of[0] = 0;
    for (int length = 1; length <= PL_DEFLATE_BITS; length++) {
        next[length] = (next[length - 1] + of[length - 1]) << 1;
    }
    for (int i = 0; i < symbols; i++) {
        unsigned reversed = 0;
        unsigned code = next[lengths[i]]++;
        for (int bit = 0; bit < lengths[i]; bit++) {
            reversed = reversed << 1 | (code >> bit & 1);
        }
        codes[i] = (uint16_t)reversed;
    }
}
