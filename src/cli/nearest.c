#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 40 };

static int least(int a, int b) {
    return a < b ? a : b;
}

/* Letters to insert, drop, replace or swap with their neighbour to make `a` of `b` (optimal string
 * alignment). */
static int distance(const char *a, const char *b) {
    int rows = (int)strlen(a);
    int columns = (int)strlen(b);
    int cost[LONGEST + 1][LONGEST + 1];
    if (rows > LONGEST || columns > LONGEST) {
        return LONGEST;
    }
    for (int i = 0; i <= rows; i++) {
        for (int j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            int same = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] = least(cost[i - 1][j - 1] + same, least(cost[i - 1][j], cost[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[rows][columns];
}

const char *cli_nearest(const char *found, cli_name_function *name, const void *data) {
    const char *best = NULL;
    int length = (int)strlen(found);
    int best_distance = (length < 4 ? 1 : length < 8 ? 2 : 3) + 1;
    const char *candidate;
    for (int i = 0; (candidate = name(data, i)); i++) {
        bool begun = length >= 3 && strncmp(candidate, found, (size_t)length) == 0;
        int away = begun ? 1 : distance(found, candidate);
        if (away < best_distance) {
            best = candidate;
            best_distance = away;
        }
    }
    return best;
}
