#include "tables.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A library calls others through slots that the dynamic linker fills, each named by a relocation (System V
 * ABI, Dynamic Linking). The slots are made read-only when they are filled, so they have to be made writable
 * once more. */

struct search {
    const char *library;
    const struct replacement *functions;
    int replaced;
};

/* The tables of one library. */
struct tables {
    const char *strings;
    const ElfW(Sym) * symbols;
    const ElfW(Rela) * lists[2];
    size_t sizes[2];
};

static void replace_slot(struct search *search, void **slot, const char *name) {
    for (const struct replacement *one = search->functions; one->name; one++) {
        if (strcmp(one->name, name) == 0) {
            uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
            uintptr_t start = (uintptr_t)slot / page * page;
            if (mprotect((void *)start, page, PROT_READ | PROT_WRITE) == 0) {
                *slot = one->function;
                search->replaced++;
            }
        }
    }
}

static struct tables find_tables(const ElfW(Dyn) * entry) {
    struct tables tables = {0};
    for (; entry->d_tag != DT_NULL; entry++) {
        switch (entry->d_tag) {
        case DT_STRTAB:
            tables.strings = (const char *)entry->d_un.d_ptr;
            break;
        case DT_SYMTAB:
            tables.symbols = (const ElfW(Sym) *)entry->d_un.d_ptr;
            break;
        case DT_JMPREL:
            tables.lists[0] = (const ElfW(Rela) *)entry->d_un.d_ptr;
            break;
        case DT_PLTRELSZ:
            tables.sizes[0] = entry->d_un.d_val;
            break;
        case DT_RELA:
            tables.lists[1] = (const ElfW(Rela) *)entry->d_un.d_ptr;
            break;
        case DT_RELASZ:
            tables.sizes[1] = entry->d_un.d_val;
            break;
        default:
            break;
        }
    }
    return tables;
}

static int look(struct dl_phdr_info *info, size_t size, void *data) {
    struct search *search = data;
    const char *slash = strrchr(info->dlpi_name, '/');
    const char *name = slash ? slash + 1 : info->dlpi_name;
    const ElfW(Dyn) *dynamic = NULL;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC) {
            dynamic = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
        }
    }
    if (!dynamic || strncmp(name, search->library, strlen(search->library)) != 0) {
        return 0;
    }
    struct tables tables = find_tables(dynamic);
    for (int list = 0; tables.symbols && tables.strings && list < 2; list++) {
        for (size_t i = 0; tables.lists[list] && i < tables.sizes[list] / sizeof(ElfW(Rela)); i++) {
            const ElfW(Rela) *rela = &tables.lists[list][i];
            /* The symbol's number is above the relocation's type, which takes 32 or 8 bits. */
            size_t symbol =
                (size_t)(sizeof rela->r_info == 8 ? (uint64_t)rela->r_info >> 32 : rela->r_info >> 8);
            if (symbol != 0) {
                replace_slot(search, (void **)(info->dlpi_addr + rela->r_offset),
                             tables.strings + tables.symbols[symbol].st_name);
            }
        }
    }
    return 0;
}

bool tables_replace(const char *library, const struct replacement *functions) {
    struct search search = {library, functions, 0};
    dl_iterate_phdr(look, &search);
    return search.replaced > 0;
}
