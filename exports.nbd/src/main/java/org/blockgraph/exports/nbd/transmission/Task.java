// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.NativeBuffer;

/**
 * One request that the connection's thread waits for no more: it was handed over to the pool, with a copy of
 * its payload and a place for its reply, or it is a stray, which holds up a thread that was the connection's
 * before. It belongs to the connection's thread, then to a worker's, then, when the session has been told, to
 * the connection's again. Whoever first says that it is answered answers it: the worker, or who finds that
 * the core has given the request up.
 */
final class Task implements Runnable {

    /** Size of a buffer that holds a common request's bytes, or an error, with headers. */
    static final int SMALL = 20 << 10;

    /** Size of a buffer for the longest that is handed over. */
    static final int LARGE = Replies.ROOM + (16 << 10);

    private final Session session;
    private final Request request;
    private final int contexts;
    private final long begun;
    private final NativeBuffer payload;

    /** Where the worker writes its reply. */
    private final Replies work;

    /** The thread that a stray holds up; null for a task of the pool. */
    private final Thread strayed;

    private final AtomicBoolean answered = new AtomicBoolean();

    /** What the request is carried out with, once that has begun. */
    private volatile BlockRequest token;

    /** Whether the core gave it up, so that a worker may still use its memory; by who answers. */
    private boolean givenUp;

    /** Whether the clock's thread has seen it before; only that. */
    private boolean seen;

    /** What is sent; by who answers. */
    private Replies answer;

    private boolean failed;
    private long nanos;

    /** Copies the request, to be run by the pool. The payload, where there is one, is copied as well. */
    Task(Session session, Request from, MemorySegment data, int contexts, long begun) {
        BufferPool pool = session.pool();
        this.session = session;
        this.request = new Request();
        this.request.copyFrom(from);
        this.contexts = contexts;
        this.begun = begun;
        this.payload = data == null ? null : pool.take(size(data.byteSize()));
        if (data != null) {
            MemorySegment.copy(data, 0, payload.segment(), 0, data.byteSize());
        }
        this.work = new Replies(pool.take(size(replySize(from))), session.headers());
        this.strayed = null;
    }

    /** A stray: its thread writes the reply behind the mark of these replies. */
    Task(Session session, Request request, Replies work, long begun, BlockRequest token, Thread strayed) {
        this.session = session;
        this.request = request;
        this.contexts = 0;
        this.begun = begun;
        this.payload = null;
        this.work = work;
        this.strayed = strayed;
        this.token = token;
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
        BlockRequest own = null;
        Throwable thrown = null;
        try {
            own = session.workers().borrowToken();
            token = own;
            session.workers().watch(this);
            MemorySegment data = payload == null ? null : payload.segment().asSlice(0, request.payload());
            session.service().carryOut(request, data, contexts, own, work, IoFlags.NONE);
        } catch (BlockException | RuntimeException | Error e) {
            thrown = e;
        }
        // Interrupts are meant for one wait at a gate, not for what this thread does next.
        Thread.interrupted();
        nanos = System.nanoTime() - start;
        finish(thrown);
        if (own != null) {
            session.workers().giveBack(own);
        }
    }

    /** Answers, unless that has been done. By the worker, or a stray's thread, which has done with it. */
    void finish(Throwable thrown) {
        session.workers().forget(this);
        if (!answered.compareAndSet(false, true)) {
            // Nobody reads what it wrote; the buffers are left to the collector.
            return;
        }
        if (strayed != null) {
            nanos = System.nanoTime() - begun;
        }
        answer = work;
        if (thrown != null) {
            fail(thrown);
        } else if (strayed != null) {
            work.dropBeforeMark();
        }
        session.finished(this);
    }

    private void fail(Throwable thrown) {
        failed = true;
        answer.clear();
        BlockException failure = thrown instanceof BlockException known
                ? known
                : new BlockException(BlockError.IO, "the export failed: " + thrown);
        Service.fail(request, failure, session.ending(), answer);
    }

    /** Answers it without its worker when the core has given it up. The clock's thread. */
    void answerIfAbandoned() {
        BlockRequest now = token;
        if (now == null || !now.abandoned() || answered.get()) {
            return;
        }
        Replies error = new Replies(session.pool().take(SMALL), session.headers());
        if (!answered.compareAndSet(false, true)) {
            session.pool().give(error.buffer());
            return;
        }
        failed = true;
        givenUp = true;
        answer = error;
        BlockException failure = new BlockException(
                BlockError.ABANDONED, "the request hung in a driver that left, and was given up");
        Service.fail(request, failure, session.ending(), answer);
        session.finished(this);
    }

    /** Tells whether it keeps a thread of the pool for longer than since the last call. */
    boolean holdsUpWorker() {
        boolean before = seen;
        seen = true;
        return before && strayed == null;
    }

    boolean isStray() {
        return strayed != null;
    }

    /** Ends a stray's wait at the device's gate. */
    void interruptStray() {
        if (strayed != null && !answered.get()) {
            strayed.interrupt();
        }
    }

    Request request() {
        return request;
    }

    Replies answer() {
        return answer;
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

    /** Gives back the memory that nobody may still use. */
    void release() {
        BufferPool pool = session.pool();
        if (answer != null && answer != work) {
            pool.give(answer.buffer());
        } else if (strayed == null) {
            pool.give(work.buffer());
        }
        if (payload != null && !givenUp) {
            pool.give(payload);
        }
    }
}
