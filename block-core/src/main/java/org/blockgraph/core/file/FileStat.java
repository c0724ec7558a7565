// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What statx(2) tells of a file: layout of struct statx from the Linux headers (linux/stat.h), the same on
 * every architecture.
 *
 * @param device the number of the device that the file is on
 * @param inode the inode number
 * @param mode type and permissions
 * @param size in bytes
 * @param modifiedSeconds time of the last change of the content
 * @param modifiedNanos its fraction
 */
record FileStat(long device, long inode, int mode, long size, long modifiedSeconds, int modifiedNanos) {

    static final int BYTES = 256;

    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int TYPE_MASK = 0xf000;
    private static final int TYPE_REGULAR = 0x8000;
    private static final int TYPE_BLOCK = 0x6000;
    private static final int TYPE_DIRECTORY = 0x4000;

    private static final int MODE_AT = 28;
    private static final int INODE_AT = 32;
    private static final int SIZE_AT = 40;
    private static final int MTIME_AT = 112;
    private static final int DEVICE_AT = 136;

    /** Returns the description, or null and leaves the error to {@link Posix}. */
    static FileStat ofDescriptor(int descriptor) {
        return of(descriptor, "", AT_EMPTY_PATH);
    }

    /** Returns the description of what the path names now, or null when it names nothing. */
    static FileStat ofPath(String path) {
        return of(AT_FDCWD, path, 0);
    }

    private static FileStat of(int descriptor, String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BYTES, 8);
            if (Posix.statx(descriptor, path, flags, STATX_BASIC_STATS, buffer) < 0) {
                return null;
            }
            long major = Integer.toUnsignedLong(buffer.get(ValueLayout.JAVA_INT, DEVICE_AT));
            long minor = Integer.toUnsignedLong(buffer.get(ValueLayout.JAVA_INT, DEVICE_AT + 4));
            return new FileStat(
                    major << 32 | minor,
                    buffer.get(ValueLayout.JAVA_LONG, INODE_AT),
                    Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, MODE_AT)),
                    buffer.get(ValueLayout.JAVA_LONG, SIZE_AT),
                    buffer.get(ValueLayout.JAVA_LONG, MTIME_AT),
                    buffer.get(ValueLayout.JAVA_INT, MTIME_AT + 8));
        }
    }

    boolean isRegular() {
        return (mode & TYPE_MASK) == TYPE_REGULAR;
    }

    boolean isBlockDevice() {
        return (mode & TYPE_MASK) == TYPE_BLOCK;
    }

    boolean isDirectory() {
        return (mode & TYPE_MASK) == TYPE_DIRECTORY;
    }

    boolean isSameFile(FileStat other) {
        return device == other.device && inode == other.inode;
    }
}
