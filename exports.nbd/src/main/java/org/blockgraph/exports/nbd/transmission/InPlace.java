// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.exports.nbd.wire.NativeBuffer;

/**
 * What the connection's thread does on the device itself. A driver may hold it up there, so every call is a
 * turn with a number; somebody who sees the same turn for too long may take it away, and with it all of the
 * session but this request. Which of the two comes first, the end of the call or that, is decided by one
 * compare-and-set. The plain fields belong to the connection's thread; who takes the turn reads them.
 */
final class InPlace {

    /** The turn of somebody else, for good. */
    private static final long TAKEN = -1;

    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(InPlace.class, "turn", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Session session;
    private final BlockRequest token;
    private final Thread thread = Thread.currentThread();

    /** Odd while a call is under way. */
    private volatile long turn;

    /** The turn that {@link #heldUp} saw last; written by the clock's thread only. */
    private volatile long seen;

    private Request request;
    private int contexts;
    private int size;
    private Replies replies;

    /** What has become of a request whose turn was taken; guarded by the monitor. */
    private Task stray;

    /** The replies before that, in the buffer of the thread that took it; guarded by the monitor. */
    private Replies before;

    /** On the thread that is the connection's from now on. */
    InPlace(Session session, BlockRequest token) {
        this.session = session;
        this.token = token;
    }

    BlockRequest token() {
        return token;
    }

    /**
     * Carries out a request and writes its reply.
     *
     * @param messageSize the size of its message in the inbox
     * @param to the session's replies
     * @param flags NOWAIT or none
     * @return {@link IoResult}; nothing is written with WOULD_BLOCK
     * @throws Relieved when the session is another thread's by now; this request was answered all the same
     */
    int carryOut(
            Request next, MemorySegment payload, int wantedContexts, int messageSize, Replies to, int flags)
            throws BlockException, Relieved {
        request = next;
        contexts = wantedContexts;
        size = messageSize;
        replies = to;
        to.mark();
        long mine = begin();
        int result = IoResult.WOULD_BLOCK;
        Throwable thrown = null;
        try {
            result = session.service().carryOut(next, payload, wantedContexts, token, to, flags);
        } catch (BlockException | RuntimeException | Error e) {
            thrown = e;
        }
        if (!end(mine)) {
            try {
                finishStray(next, payload, thrown == null && result == IoResult.WOULD_BLOCK, thrown);
            } catch (OutOfMemoryError e) {
                // Its answer is lost; the session is another thread's all the same.
            } finally {
                session.inbox().place().leaveAside();
            }
            throw new Relieved();
        }
        rethrow(thrown);
        return result;
    }

    /** This thread is the stray's own by now, and may wait. */
    private void finishStray(Request next, MemorySegment payload, boolean again, Throwable thrown) {
        Throwable outcome = thrown;
        if (again) {
            try {
                session.service().carryOut(next, payload, contexts, token, replies, IoFlags.NONE);
            } catch (BlockException | RuntimeException | Error e) {
                outcome = e;
            }
        }
        stray().finish(outcome);
        token.close();
    }

    private static void rethrow(Throwable thrown) throws BlockException {
        switch (thrown) {
            case null -> {
                return;
            }
            case BlockException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }

    /** Reads a piece of a request that nobody can take away from this thread. */
    void readPiece(Request next, long at, int length, Replies to) throws BlockException {
        long mine = beginLong();
        try {
            session.service().readPiece(next, at, length, token, to);
        } finally {
            end(mine);
        }
    }

    /** Writes such a piece. */
    void writePiece(long at, MemorySegment payload) throws BlockException {
        long mine = beginLong();
        try {
            session.service().writePiece(at, payload, token);
        } finally {
            end(mine);
        }
    }

    /** Flushes after such pieces. */
    void flush() throws BlockException {
        long mine = beginLong();
        try {
            session.service().flush(token);
        } finally {
            end(mine);
        }
    }

    private long beginLong() {
        request = null;
        return begin();
    }

    private long begin() {
        long mine = turn + 1;
        TURN.setRelease(this, mine);
        return mine;
    }

    private boolean end(long mine) {
        return TURN.compareAndSet(this, mine, mine + 1);
    }

    /** Returns the turn when it is the same as when this was called last, or 0. The clock's thread. */
    long heldUp() {
        long now = turn;
        boolean same = now == seen;
        seen = now;
        return same && now > 0 && (now & 1) == 1 ? now : 0;
    }

    /** Tells whether a turn's request can be taken away from its thread. Any thread; true for that turn. */
    boolean relievable(long which) {
        return request != null && turn == which;
    }

    /** Tells whether the core has given up the turn's request. Any thread. */
    boolean abandoned(long which) {
        return token.abandoned() && turn == which;
    }

    /**
     * Takes away the turn that was found to be held up, and copies the replies that were ready before it. By
     * the thread that is the connection's from now on. The thread before waits for that, when it is back,
     * before it does anything to those replies but write behind them.
     *
     * @param buffer where the copy lies
     * @return the request that stays with the thread before, or null when that is back
     */
    synchronized Task take(NativeBuffer buffer) {
        long which = seen;
        if ((which & 1) == 0 || !relievable(which) || !TURN.compareAndSet(this, which, TAKEN)) {
            return null;
        }
        stray = new Task(session, request, replies, session.arrived(), token, thread);
        session.workers().watch(stray);
        before = new Replies(buffer, session.headers());
        before.appendBeforeMark(replies);
        return stray;
    }

    private synchronized Task stray() {
        return stray;
    }

    /** Returns the size of the message in the inbox whose request was taken away. */
    int messageSize() {
        return size;
    }

    /** Returns the replies that were ready before that request. */
    synchronized Replies repliesBefore() {
        return before;
    }
}
