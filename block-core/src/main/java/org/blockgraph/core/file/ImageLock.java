// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Locks an image against other processes, by the byte ranges that QEMU documents for its image locking: a
 * shared lock on byte 100+p says "I use permission p", one on byte 200+p says "I do not share p". Open-file-
 * description locks (fcntl(2)), so that they belong to the descriptor and not to the process; closing the
 * descriptor drops them.
 */
final class ImageLock {

    /** What an opener does with an image; the ordinal is the bit in the byte ranges. */
    private enum Permission {
        CONSISTENT_READ,
        WRITE,
        WRITE_UNCHANGED,
        RESIZE
    }

    private static final int USED = 100;
    private static final int UNSHARED = 200;

    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    /** struct flock on 64-bit Linux: type, whence, start, length, pid. */
    private static final int FLOCK_BYTES = 32;

    private static final int START_AT = 8;
    private static final int LENGTH_AT = 16;

    private final int descriptor;
    private final Path path;

    ImageLock(int descriptor, Path path) {
        this.descriptor = descriptor;
        this.path = path;
    }

    /**
     * Locks: a writer uses consistent read, write and resize and shares neither of the last two; a reader
     * uses consistent read, and does not share write and resize either, as the bytes must not change below
     * it.
     */
    void take(boolean writable) throws BlockException {
        announce(writable);
        // First say what we do, then look at what others do: of two that come at once at least one sees it.
        refuseOthers(writable);
    }

    /** The first half: says it, without a look at others, among which is this process's own descriptor. */
    void announce(boolean writable) throws BlockException {
        announce(USED, Permission.CONSISTENT_READ);
        if (writable) {
            announce(USED, Permission.WRITE);
            announce(USED, Permission.RESIZE);
        }
        announce(UNSHARED, Permission.WRITE);
        announce(UNSHARED, Permission.RESIZE);
    }

    /** Lets a reader be a writer as well; where another is in the way, it stays a reader. */
    void raise() throws BlockException {
        boolean done = false;
        try {
            take(true);
            done = true;
        } finally {
            if (!done) {
                lower();
            }
        }
    }

    /** Lets a writer be a reader again. */
    void lower() {
        release(USED + Permission.WRITE.ordinal(), 1);
        release(USED + Permission.RESIZE.ordinal(), 1);
    }

    private void refuseOthers(boolean writable) throws BlockException {
        // Mostly there is nobody, which one call tells: of every byte but the one that says "I read".
        long first = USED + Permission.WRITE.ordinal();
        if (!othersHold(first, UNSHARED + Permission.values().length - first)) {
            return;
        }
        refuseWhereLocked(UNSHARED, Permission.CONSISTENT_READ, writable);
        if (writable) {
            refuseWhereLocked(UNSHARED, Permission.WRITE, writable);
            refuseWhereLocked(UNSHARED, Permission.RESIZE, writable);
        }
        refuseWhereLocked(USED, Permission.WRITE, writable);
        refuseWhereLocked(USED, Permission.RESIZE, writable);
    }

    /**
     * Drops all locks. Closing the descriptor alone does not while a process that is just being started has a
     * copy of it.
     */
    static void release(int descriptor) {
        new ImageLock(descriptor, null).release(USED, 2L * (UNSHARED - USED));
    }

    private void release(long start, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = lock(arena, F_UNLCK, start);
            lock.set(ValueLayout.JAVA_LONG, LENGTH_AT, length);
            // Where it fails there were none.
            Posix.fcntl(descriptor, F_OFD_SETLK, lock);
        }
    }

    private void announce(int base, Permission permission) throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = lock(arena, F_RDLCK, base + permission.ordinal());
            int result = Posix.fcntl(descriptor, F_OFD_SETLK, lock);
            if (result == -Posix.EAGAIN || result == -Posix.EACCES) {
                throw locked(permission, true);
            }
            if (result < 0) {
                throw cannotLock(-result);
            }
        }
    }

    private void refuseWhereLocked(int base, Permission permission, boolean writable) throws BlockException {
        if (othersHold(base + permission.ordinal(), 1)) {
            throw locked(permission, writable);
        }
    }

    /** Tells whether another descriptor, of whatever process, has a lock on any of these bytes. */
    private boolean othersHold(long start, long length) throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = lock(arena, F_WRLCK, start);
            lock.set(ValueLayout.JAVA_LONG, LENGTH_AT, length);
            int result = Posix.fcntl(descriptor, F_OFD_GETLK, lock);
            if (result < 0) {
                throw cannotLock(-result);
            }
            return lock.get(ValueLayout.JAVA_SHORT, 0) != F_UNLCK;
        }
    }

    private BlockException locked(Permission permission, boolean writable) {
        String what = permission.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return new BlockException(
                BlockError.LOCKED,
                path + ": in use by another process or device (its " + what
                        + " lock is taken); close it there"
                        + (writable ? ", or open it read-only if nobody writes" : ""));
    }

    private BlockException cannotLock(int errno) {
        return new BlockException(
                BlockError.NOT_SUPPORTED,
                path + ": the file system can't lock images (error number " + errno
                        + "); locking=off opens it at your own risk");
    }

    private static MemorySegment lock(Arena arena, short type, long start) {
        MemorySegment lock = arena.allocate(FLOCK_BYTES, 8);
        lock.set(ValueLayout.JAVA_SHORT, 0, type);
        lock.set(ValueLayout.JAVA_LONG, START_AT, start);
        lock.set(ValueLayout.JAVA_LONG, LENGTH_AT, 1);
        return lock;
    }
}
