/* Preloaded while the guest is built: every random byte asked of the system is the same, so that the hash secret
   in the guest's image, and with it set order, is the same in every build. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/types.h>

ssize_t getrandom(void *buffer, size_t size, unsigned flags) {
    (void)flags;
    memset(buffer, 0x5c, size);
    return (ssize_t)size;
}

int getentropy(void *buffer, size_t size) {
    memset(buffer, 0x5c, size);
    return 0;
}
