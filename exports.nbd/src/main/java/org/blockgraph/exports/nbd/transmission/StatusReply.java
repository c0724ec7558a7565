// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.nio.ByteBuffer;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.MetaContext;

/** Answers one NBD_CMD_BLOCK_STATUS. One thread. */
final class StatusReply {

    /** The most extents of one reply; a client asks on from where they end. */
    static final int MAX_EXTENTS = 1024;

    /** A compact extent's length has 32 bits; cut so that it stays a multiple of any block. */
    private static final long MAX_COMPACT = (1L << 32) - (64 << 10);

    private final long[] lengths = new long[MAX_EXTENTS];
    private final int[] allocation = new int[MAX_EXTENTS];
    private final int[] depth = new int[MAX_EXTENTS];
    private int count;

    /**
     * Answers.
     *
     * @param contexts which contexts to tell of, a set of their bits, not empty
     */
    static void write(
            BlockDevice device, BlockRequest token, Request request, int contexts, Replies replies)
            throws BlockException {
        StatusReply reply = new StatusReply();
        reply.ask(device, token, request, replies.headers());
        int left = Integer.bitCount(contexts);
        for (MetaContext context : MetaContext.values()) {
            if ((contexts & context.bit()) != 0) {
                left--;
                reply.write(request, replies, context, left == 0);
            }
        }
    }

    /** Reads the payload that limits an answer to some contexts; 0 where it makes no sense. */
    static int contexts(ByteBuffer payload, int at, int size, int selected) {
        int contexts = 0;
        for (int next = at + Long.BYTES; next < at + size; next += Integer.BYTES) {
            int id = payload.getInt(next);
            int bit = id >= 1 && id <= MetaContext.values().length ? 1 << id - 1 : 0;
            if ((bit & selected) == 0 || (bit & contexts) != 0) {
                return 0;
            }
            contexts |= bit;
        }
        return contexts;
    }

    private void ask(BlockDevice device, BlockRequest token, Request request, Headers headers)
            throws BlockException {
        int most = request.has(CommandFlag.REQ_ONE) ? 1 : MAX_EXTENTS;
        long at = request.offset();
        long end = at + (headers == Headers.EXTENDED
                ? request.length()
                : Math.min(request.length(), MAX_COMPACT));
        BlockStatus status = new BlockStatus();
        while (at < end) {
            device.blockStatus(token, at, end - at, status, IoFlags.NONE);
            if (!add(status, most)) {
                return;
            }
            at += status.length();
        }
    }

    /** Adds a run, joined with the last where both are alike. Returns false when it has no place. */
    private boolean add(BlockStatus status, int most) {
        int flags = (status.is(BlockStatus.DATA) ? 0 : MetaContext.HOLE)
                | (status.is(BlockStatus.ZERO) ? MetaContext.ZERO : 0);
        int layer = status.is(BlockStatus.ALLOCATED) ? status.depth() + 1 : 0;
        int last = count - 1;
        if (count > 0 && allocation[last] == flags && depth[last] == layer) {
            lengths[last] += status.length();
            return true;
        }
        if (count == most) {
            return false;
        }
        lengths[count] = status.length();
        allocation[count] = flags;
        depth[count] = layer;
        count++;
        return true;
    }

    private void write(Request request, Replies replies, MetaContext context, boolean last) {
        int[] values = context == MetaContext.ALLOCATION ? allocation : depth;
        int runs = 0;
        for (int i = 0; i < count; i++) {
            runs += i == 0 || values[i] != values[i - 1] ? 1 : 0;
        }
        replies.beginStatus(request, last, context.id(), runs);
        long length = 0;
        for (int i = 0; i < count; i++) {
            length += lengths[i];
            if (i + 1 == count || values[i + 1] != values[i]) {
                replies.extent(length, values[i]);
                length = 0;
            }
        }
    }
}
