// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.driver.Child;

/** The child "file": moves structures, big-endian in the file, in and out; and names itself in errors. */
final class ImageFile {

    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Child child;
    private final String node;

    /** The path in one line, for errors. */
    private final String path;

    /** @param node the format node's name, for errors */
    ImageFile(Child child, String node) {
        this.child = child;
        this.node = node;
        this.path = child.fileName().replaceAll("\\p{Cntrl}", "?");
    }

    Child child() {
        return child;
    }

    String node() {
        return node;
    }

    long length() {
        return child.length();
    }

    byte[] readBytes(BlockRequest request, long offset, int length) throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(length, 1), 64);
            child.read(request, offset, buffer.asSlice(0, length), IoFlags.NONE);
            return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    long[] readLongs(BlockRequest request, long offset, int count) throws BlockException {
        long[] values = new long[count];
        if (count == 0) {
            return values;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(count * (long) Long.BYTES, 64);
            child.read(request, offset, buffer, IoFlags.NONE);
            MemorySegment.copy(buffer, BIG_ENDIAN_LONG, 0, values, 0, count);
            return values;
        }
    }

    void writeBytes(BlockRequest request, long offset, byte[] bytes, int begin, int length)
            throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(length, 64);
            MemorySegment.copy(bytes, begin, buffer, ValueLayout.JAVA_BYTE, 0, length);
            child.write(request, offset, buffer, IoFlags.NONE);
        }
    }

    void writeLongs(BlockRequest request, long offset, long[] values, int begin, int count)
            throws BlockException {
        if (count == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(count * (long) Long.BYTES, 64);
            MemorySegment.copy(values, begin, buffer, BIG_ENDIAN_LONG, 0, count);
            child.write(request, offset, buffer, IoFlags.NONE);
        }
    }

    /** Tells who listens below what comes next; for tests of what happens when it fails. */
    void event(BlockRequest request, BlkEvent event) throws BlockException {
        child.event(request, event);
    }

    void flush(BlockRequest request) throws BlockException {
        event(request, BlkEvent.FLUSH_TO_DISK);
        child.flush(request, IoFlags.NONE);
    }

    /** The image contradicts the format, or itself. */
    StructureException corrupt(String field, String why) {
        return corrupt(field, BlockException.NO_OFFSET, why);
    }

    /** The image contradicts the format, or itself, at an offset of the file. */
    StructureException corrupt(String field, long offset, String why) {
        return new StructureException(node, offset, message(field, offset, why));
    }

    /** What is wrong is the content of one cluster; the structures are sound. */
    BlockException damaged(String what, long offset, String why) {
        return new BlockException(BlockError.CORRUPT, node, offset, message(what, offset, why), null);
    }

    private String message(String field, long offset, String why) {
        String place = offset == BlockException.NO_OFFSET ? "" : " at " + offset;
        return node + ": qcow2 image in " + path + ": " + field + place + " " + why;
    }

    /** The image is fine, but this driver can't do what it asks for. */
    BlockException unsupported(String what) {
        return new BlockException(
                BlockError.NOT_SUPPORTED, node, node + ": qcow2 image in " + path + ": " + what);
    }
}
