// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.NativeBuffer;

/**
 * One request that was handed over, with a copy of its payload and a place for its reply. It belongs to the
 * connection's thread, then to a worker's, then, when the session has been told, to the connection's again.
 */
final class Task implements Runnable {

    /** Size of a buffer that holds a common request's bytes, or an error, with headers. */
    static final int SMALL = 20 << 10;

    /** Size of a buffer for the longest that is handed over. */
    static final int LARGE = Replies.ROOM + (16 << 10);

    private final Session session;
    private final Request request = new Request();
    private final int contexts;
    private final long begun;
    private final NativeBuffer payload;
    private final Replies replies;
    private boolean failed;
    private long nanos;

    /** Copies the request. The payload, where there is one, is copied as well. */
    Task(Session session, Request from, MemorySegment data, int contexts, long begun, BufferPool pool) {
        this.session = session;
        this.request.copyFrom(from);
        this.contexts = contexts;
        this.begun = begun;
        this.payload = data == null ? null : pool.take(size(data.byteSize()));
        if (data != null) {
            MemorySegment.copy(data, 0, payload.segment(), 0, data.byteSize());
        }
        this.replies = new Replies(pool.take(size(replySize(from))), session.headers());
    }

    /** How much memory handing this request over takes, in bytes. */
    static int bytes(Request request, long payload) {
        return size(replySize(request)) + (payload == 0 ? 0 : size(payload));
    }

    private static int size(long needed) {
        return needed <= SMALL - 64 ? SMALL : LARGE;
    }

    private static long replySize(Request request) {
        return switch (request.command()) {
            case Command.READ -> request.length();
            case Command.CACHE, Command.BLOCK_STATUS -> Replies.PIECE;
            default -> 0;
        };
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        try {
            BlockRequest token = session.workers().borrowToken();
            try {
                carryOut(token);
            } finally {
                session.workers().giveBack(token);
            }
        } catch (BlockException e) {
            failed = true;
            replies.clear();
            Service.fail(request, e, session.ending(), replies);
        } finally {
            // Interrupts are meant for one wait at a gate, not for what this thread does next.
            Thread.interrupted();
            nanos = System.nanoTime() - start;
            session.finished(this);
        }
    }

    private void carryOut(BlockRequest token) throws BlockException {
        Service service = session.service();
        switch (request.command()) {
            case Command.READ -> service.read(request, token, replies, IoFlags.NONE);
            case Command.WRITE -> {
                MemorySegment data = payload.segment().asSlice(0, request.length());
                service.write(request, data, token);
                replies.done(request);
            }
            default -> service.other(request, contexts, token, replies);
        }
    }

    Request request() {
        return request;
    }

    Replies replies() {
        return replies;
    }

    boolean failed() {
        return failed;
    }

    long begun() {
        return begun;
    }

    /** How long a worker took, in nanoseconds. */
    long nanos() {
        return nanos;
    }

    /** Returns the memory that it takes, in bytes. */
    int bytes() {
        return bytes(request, payload == null ? 0 : request.payload());
    }

    /** Gives the memory back. */
    void release(BufferPool pool) {
        pool.give(replies.buffer());
        if (payload != null) {
            pool.give(payload);
        }
    }
}
