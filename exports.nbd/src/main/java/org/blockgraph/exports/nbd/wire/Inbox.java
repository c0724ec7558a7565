// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** What has been read from a client and not been used: a window of a buffer. The connection's thread. */
public final class Inbox {

    /**
     * The size in bytes: a request with 256 KiB of payload, and as much again, so that it is seldom moved.
     */
    public static final int BYTES = 512 << 10;

    private final BufferPool pool;
    private final Place place;
    private NativeBuffer buffer;
    private int start;
    private int end;

    /** An inbox without memory of its own until it is needed. */
    public Inbox(BufferPool pool, Place place) {
        this.pool = pool;
        this.place = place;
    }

    /** Returns the place that the connection takes before it has buffers, here or elsewhere. */
    public Place place() {
        return place;
    }

    /** Returns how many bytes are here. */
    public int available() {
        return end - start;
    }

    /** Returns the bytes; those at {@link #position} come first. Read by absolute positions. */
    public ByteBuffer bytes() {
        return buffer.bytes();
    }

    /** Returns the position of the first byte in {@link #bytes}. */
    public int position() {
        return start;
    }

    /** Returns the next bytes as they lie here, after so many others. */
    public MemorySegment slice(int after, int size) {
        return buffer.segment().asSlice(start + after, size);
    }

    /** Has done with so many bytes. */
    public void skip(int size) {
        assert size <= available() : size;
        start += size;
    }

    /** Tells whether it holds a buffer, with or without something in it. */
    public boolean hasMemory() {
        return buffer != null;
    }

    /**
     * Leaves the buffer to who still needs the message in it that comes first, and goes on behind that, in
     * another one of {@link #BYTES}.
     */
    public void leaveBehind(int size, NativeBuffer next) {
        int rest = available() - size;
        MemorySegment.copy(buffer.segment(), start + size, next.segment(), 0, rest);
        buffer = next;
        start = 0;
        end = rest;
    }

    /**
     * Reads once from the wire, after making room for a message of the wanted size. While others wait for
     * memory no more than that message is read, so that nothing is left of the next one.
     *
     * @param wanted the size of the message that begins here, at most {@link #BYTES}
     * @return how many bytes came, 0 for none now, -1 at the end
     */
    public int fill(Wire wire, int wanted) throws IOException {
        if (buffer == null) {
            place.take();
            buffer = pool.take(BYTES);
        }
        if (start == end) {
            start = 0;
            end = 0;
        } else if (start + wanted > BYTES) {
            MemorySegment.copy(buffer.segment(), start, buffer.segment(), 0, end - start);
            end -= start;
            start = 0;
        }
        ByteBuffer bytes = buffer.bytes();
        boolean alone = place.isWanted() && end - start < wanted;
        bytes.limit(alone ? start + wanted : BYTES).position(end);
        int got = wire.read(bytes);
        bytes.clear();
        end += Math.max(got, 0);
        return got;
    }

    /**
     * Waits until so many bytes are here.
     *
     * @param deadlineNanos by System.nanoTime; the time that was waited for memory comes on top
     * @throws EOFException at the end, or when the time is over
     */
    public void require(Wire wire, int size, long deadlineNanos) throws IOException {
        // Who says nothing needs no memory.
        boolean come = buffer != null;
        while (available() < size) {
            int got = come ? fill(wire, size) : 0;
            if (got < 0) {
                throw new EOFException("the client is gone");
            }
            if (got == 0) {
                long millis = (deadlineNanos + place.waitedNanos() - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new EOFException("the client took too long");
                }
                if (place.isWanted()) {
                    rest();
                }
                come = wire.await(Wire.Until.READABLE, millis) || buffer != null;
            }
        }
    }

    /** Where nothing is here, leaves the place until something is; the connection uses no other buffer. */
    public void rest() {
        if (available() == 0) {
            release();
            place.leave();
        }
    }

    /** Takes out all that is here. */
    public ByteBuffer takeAll() {
        byte[] all = new byte[available()];
        if (all.length > 0) {
            buffer.bytes().get(start, all);
        }
        start = end;
        return ByteBuffer.wrap(all);
    }

    /** Gives the memory back while nothing is here. */
    public void release() {
        assert available() == 0;
        if (buffer != null) {
            pool.give(buffer);
            buffer = null;
            start = 0;
            end = 0;
        }
    }

    /** Gives the memory back and forgets what is here. */
    public void close() {
        start = end;
        release();
    }
}
