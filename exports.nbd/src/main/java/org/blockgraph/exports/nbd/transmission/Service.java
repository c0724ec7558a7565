// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.NbdError;

/**
 * Carries legal requests out on a device and writes their replies. Stateless; any thread, with a token and
 * replies of its own. Holds no lock while it calls.
 */
final class Service {

    private final BlockDevice device;
    private final int contexts;

    Service(BlockDevice device, int contexts) {
        this.device = device;
        this.contexts = contexts;
    }

    /**
     * Carries out a request that needs no more than one piece, and writes its reply.
     *
     * @param payload what a write writes
     * @param wantedContexts which contexts a status is to tell of; 0 for those that were agreed on
     * @param flags NOWAIT, which only reads heed, or none
     * @return {@link IoResult}; nothing is written to the replies with WOULD_BLOCK
     */
    int carryOut(
            Request request,
            MemorySegment payload,
            int wantedContexts,
            BlockRequest token,
            Replies replies,
            int flags)
            throws BlockException {
        switch (request.command()) {
            case Command.READ -> {
                return read(request, token, replies, flags);
            }
            case Command.WRITE -> {
                write(request, payload, token);
                replies.done(request);
            }
            default -> other(request, wantedContexts, token, replies);
        }
        return IoResult.DONE;
    }

    /**
     * Reads all of a request that fits into a piece.
     *
     * @param flags NOWAIT or none
     * @return {@link IoResult}; nothing is written to the replies with WOULD_BLOCK
     */
    private int read(Request request, BlockRequest token, Replies replies, int flags)
            throws BlockException {
        int size = (int) request.length();
        replies.mark();
        MemorySegment target = replies.beginData(request, request.offset(), size);
        int result = IoResult.WOULD_BLOCK;
        try {
            result = device.read(token, request.offset(), target, flags);
        } finally {
            if (result == IoResult.DONE) {
                replies.endData(size);
            } else {
                replies.rollBack();
            }
        }
        return result;
    }

    /** Reads one piece of a longer request. */
    void readPiece(Request request, long at, int size, BlockRequest token, Replies replies)
            throws BlockException {
        replies.mark();
        boolean done = false;
        try {
            device.read(token, at, replies.beginData(request, at, size), IoFlags.NONE);
            replies.endData(size);
            done = true;
        } finally {
            if (!done) {
                replies.rollBack();
            }
        }
    }

    private void write(Request request, MemorySegment payload, BlockRequest token) throws BlockException {
        int flags = request.has(CommandFlag.FUA) ? IoFlags.FUA : IoFlags.NONE;
        device.write(token, request.offset(), payload, flags);
    }

    /** Writes a piece of a longer payload. */
    void writePiece(long at, MemorySegment payload, BlockRequest token) throws BlockException {
        device.write(token, at, payload, IoFlags.NONE);
    }

    void flush(BlockRequest token) throws BlockException {
        device.flush(token, IoFlags.NONE);
    }

    /** Carries out what carries no payload in either direction, or a status. */
    private void other(Request request, int wantedContexts, BlockRequest token, Replies replies)
            throws BlockException {
        switch (request.command()) {
            case Command.FLUSH -> device.flush(token, IoFlags.NONE);
            case Command.TRIM -> {
                device.discard(token, request.offset(), request.length(), IoFlags.NONE);
                if (request.has(CommandFlag.FUA)) {
                    device.flush(token, IoFlags.NONE);
                }
            }
            case Command.WRITE_ZEROES -> {
                int flags = zeroFlags(request);
                device.writeZeroes(token, request.offset(), request.length(), flags);
            }
            case Command.CACHE -> cache(request, token, replies);
            case Command.BLOCK_STATUS -> {
                StatusReply.write(
                        device, token, request, wantedContexts == 0 ? contexts : wantedContexts, replies);
                return;
            }
            default -> throw new AssertionError(request.command());
        }
        replies.done(request);
    }

    private static int zeroFlags(Request request) {
        return (request.has(CommandFlag.FUA) ? IoFlags.FUA : 0)
                | (request.has(CommandFlag.NO_HOLE) ? 0 : IoFlags.MAY_UNMAP)
                | (request.has(CommandFlag.FAST_ZERO) ? IoFlags.NO_FALLBACK : 0);
    }

    /**
     * Reads, to have tables and pages where they are quick; at most what one reply buffer holds at a time.
     */
    private void cache(Request request, BlockRequest token, Replies replies) throws BlockException {
        long end = request.offset() + Math.min(request.length(), MAX_CACHED);
        MemorySegment scratch = replies.buffer().segment();
        int room = replies.room();
        int from = replies.size();
        for (long at = request.offset(); at < end; at += room) {
            device.read(token, at, scratch.asSlice(from, Math.min(room, end - at)), IoFlags.NONE);
        }
    }

    /** How much of a cache request is read; the specification asks for nothing in particular. */
    static final long MAX_CACHED = 32 << 20;

    /** Writes the reply of a request that failed. */
    static void fail(Request request, BlockException failure, boolean ending, Replies replies) {
        boolean cancelled = ending && failure.error() == BlockError.CANCELLED;
        int error = cancelled
                ? NbdError.ESHUTDOWN
                : NbdError.of(failure, request.command(), request.has(CommandFlag.FAST_ZERO));
        replies.error(request, error, failure.getMessage());
    }
}
