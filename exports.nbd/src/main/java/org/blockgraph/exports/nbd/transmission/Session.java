// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.exports.nbd.handshake.Agreement;
import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.Inbox;
import org.blockgraph.exports.nbd.wire.NativeBuffer;
import org.blockgraph.exports.nbd.wire.Wire;

/**
 * The transmission phase of one connection. All of it runs on the connection's thread but for {@link
 * #finished}, {@link #end}, {@link #counters}, {@link #ending} and {@link #heldUp}, which others call. Which
 * thread is the connection's may change, by {@link #takeOver}.
 */
public final class Session implements AutoCloseable {

    /** Replies are sent when so many bytes of them are ready, or when nothing more is buffered. */
    static final int FLUSH_BYTES = 256 << 10;

    /** The most requests of one connection that are with the pool; further ones are served in place. */
    public static final int MAX_TASKS = 16;

    /** The most memory that those take, in bytes; beyond that, requests are served in place. */
    public static final int MAX_TASK_BYTES = 4 << 20;

    /** A connection that has been idle for so long gives its buffers back. */
    private static final long IDLE_MILLIS = 1000;

    private static final int REPLY_BYTES = FLUSH_BYTES + Replies.ROOM;

    /** What the buffers of a connection take that is not idle, in bytes. */
    public static final int BUFFER_BYTES = Inbox.BYTES + REPLY_BYTES;

    private final Wire wire;
    private final Inbox inbox;
    private final BufferPool pool;
    private final WorkerPool workers;
    private final HandedOver handedOver;
    private final Headers headers;
    private final Service service;
    private final String client;
    private final Dispatch dispatch;
    private final Counters counters = new Counters();

    /** Whether the connection's thread waits and has to be woken for a finished task. */
    private volatile boolean asleep;

    /** Whether the export ends: what is under way is answered, what comes is refused. */
    private volatile boolean ending;

    /** Calls on the device by the thread that is the connection's; another thread brings another. */
    private volatile InPlace inPlace;

    private Replies replies;

    /** Replies written since the last time that some were sent, and when their requests had arrived. */
    private int unsent;
    private long arrived;

    private boolean clientGone;

    /** A session on what was agreed; the inbox may hold requests already. */
    public Session(Agreement agreement, Inbox inbox, BufferPool pool, WorkerPool workers, String client)
            throws BlockException {
        this.wire = agreement.wire();
        this.inbox = inbox;
        this.pool = pool;
        this.workers = workers;
        this.handedOver = new HandedOver(workers, counters);
        this.headers = agreement.headers();
        this.service = new Service(workers.device(), agreement.contexts());
        this.client = client;
        this.inPlace = new InPlace(this, workers.device().newRequest(client));
        this.dispatch = new Dispatch(
                this, new Rules(agreement.offer(), headers, agreement.contexts()), agreement.contexts());
    }

    Headers headers() {
        return headers;
    }

    Service service() {
        return service;
    }

    WorkerPool workers() {
        return workers;
    }

    Inbox inbox() {
        return inbox;
    }

    /** Returns when the requests had arrived that are served now. */
    long arrived() {
        return arrived;
    }

    InPlace inPlace() {
        return inPlace;
    }

    BufferPool pool() {
        return pool;
    }

    boolean hasStrays() {
        return handedOver.hasStrays();
    }

    /** Returns what it has done so far. */
    public Counters counters() {
        return counters;
    }

    boolean ending() {
        return ending;
    }

    /** Lets the session end when what is under way is answered. */
    public void end() {
        ending = true;
        wire.wake();
    }

    /**
     * Serves until the client or the export ends.
     *
     * @throws IOException when the client is gone or breaks the protocol
     */
    public void run() throws IOException {
        boolean lastCall = false;
        while (true) {
            arrived = System.nanoTime();
            int served = dispatch.serveBuffered();
            collect();
            send();
            if (dispatch.disconnected() || clientGone || lastCall) {
                break;
            }
            if (ending) {
                // What has come already is answered, with an error, rather than left unread.
                lastCall = true;
                receive();
            } else {
                receiveNext(served);
            }
        }
        while (!handedOver.none()) {
            if (inbox.place().isWanted()) {
                inbox.skip(inbox.available());
                releaseBuffers();
            }
            sleep(Wire.Until.WOKEN, 0);
            collect();
            send();
        }
        wire.finish();
    }

    /** Returns where replies are written, with room for one more. */
    Replies replies() throws IOException {
        if (replies == null) {
            inbox.place().take();
            replies = new Replies(pool.take(REPLY_BYTES), headers);
        }
        if (replies.size() >= FLUSH_BYTES) {
            send();
        }
        return replies;
    }

    /** Counts a reply that was written in place. */
    void replied(boolean failed) {
        unsent++;
        if (failed) {
            counters.add(Counters.Number.FAILED, 1);
        }
    }

    /** Tells whether nothing of this connection's is under way or waits to be sent. */
    boolean nothingElse() {
        return handedOver.none() && unsent == 0;
    }

    /**
     * Hands a request over to the pool.
     *
     * @return false at a limit; then it has to be served in place
     */
    boolean handOver(Request request, int headerSize, int contexts) {
        int bytes = Task.bytes(request, request.payload());
        if (!handedOver.reserve(bytes)) {
            return false;
        }
        int payload = (int) request.payload();
        MemorySegment data = payload == 0 ? null : inbox.slice(headerSize, payload);
        Task task;
        try {
            task = new Task(this, request, data, contexts, arrived);
        } catch (OutOfMemoryError e) {
            // However much may be taken. In place it needs none.
            workers.release(bytes);
            return false;
        }
        return handedOver.add(task);
    }

    /** Takes a task back whose reply is ready. By a worker, which has done with it. */
    void finished(Task task) {
        handedOver.finished(task);
        if (asleep) {
            wire.wake();
        }
    }

    private void collect() throws IOException {
        for (Task task = handedOver.poll(); task != null; task = handedOver.poll()) {
            Replies ready = task.answer();
            if (ready.size() > replies().room()) {
                send();
            }
            replies().append(ready);
            dispatch.finished(task);
            if (task.failed()) {
                counters.add(Counters.Number.FAILED, 1);
            }
            counters.answered(1, System.nanoTime() - task.begun());
            handedOver.forget(task);
        }
    }

    /** Sends what is ready, however long the client takes to read it. */
    void send() throws IOException {
        if (replies == null || replies.size() == 0) {
            return;
        }
        ByteBuffer bytes = replies.sendable();
        while (true) {
            wire.write(bytes);
            if (!bytes.hasRemaining() && wire.flush()) {
                break;
            }
            wire.await(Wire.Until.WRITABLE, 0);
        }
        replies.clear();
        if (unsent > 0) {
            counters.answered(unsent, System.nanoTime() - arrived);
            unsent = 0;
        }
    }

    /**
     * Waits for bytes, or for the pool. After a batch more has probably come, and a read is tried first;
     * after a single request that would be a system call for nothing.
     */
    private void receiveNext(int served) throws IOException {
        if (inbox.place().isWanted() && inbox.available() == 0) {
            releaseBuffers();
        } else if (served > 1 && receive() != 0) {
            return;
        }
        boolean memory = replies != null || inbox.hasMemory();
        boolean mayIdle = memory && handedOver.none() && inbox.available() == 0;
        long before = System.nanoTime();
        boolean ready = sleep(Wire.Until.READABLE, mayIdle ? IDLE_MILLIS : 0);
        boolean idle = mayIdle && System.nanoTime() - before >= IDLE_MILLIS * 1_000_000;
        // Without buffers it takes some only for what is there to be read.
        int got = ready || memory ? receive() : 0;
        if (got == 0 && idle && handedOver.noneFinished()) {
            releaseBuffers();
        }
    }

    /** While nothing is in them. */
    private void releaseBuffers() {
        if (replies != null) {
            pool.give(replies.buffer());
            replies = null;
        }
        inbox.rest();
    }

    private int receive() throws IOException {
        int got = inbox.fill(wire, dispatch.wanted());
        clientGone |= got < 0;
        return got;
    }

    /** Returns whether what it slept for has come, as far as known. */
    private boolean sleep(Wire.Until what, long millis) throws IOException {
        asleep = true;
        boolean come = true;
        if (handedOver.noneFinished() && (!ending || what == Wire.Until.WOKEN)) {
            come = wire.await(what, millis);
        }
        asleep = false;
        return come;
    }

    /** Waits until so many bytes of a payload that is longer than the inbox are here. */
    void receiveAll(int size) throws IOException {
        while (inbox.available() < size) {
            int got = receive();
            if (got < 0) {
                throw new EOFException("the client is gone in the middle of a write");
            }
            if (got == 0) {
                collect();
                send();
                sleep(Wire.Until.READABLE, 0);
            }
        }
    }

    /** Compares with the last time that it was asked. The clock's thread. */
    public Watch heldUp() {
        InPlace now = inPlace;
        long turn = now.heldUp();
        if (turn == 0) {
            return Watch.WELL;
        }
        boolean abandoned = now.abandoned(turn);
        if (!now.relievable(turn)) {
            return abandoned ? Watch.LOST : Watch.WELL;
        }
        boolean room = counters.get(Counters.Number.HANDED_OVER) < MAX_TASKS;
        return room || abandoned ? Watch.HELD_UP : Watch.WELL;
    }

    /**
     * Makes the calling thread the connection's where the one before is held up by a request: that stays with
     * that thread, and is answered when it returns or when the core gives it up. {@link #run} follows.
     *
     * @return false when the thread before is back, and goes on, or when there is no place for its buffers
     * @throws BlockException when the device has no token left
     */
    public boolean takeOver() throws BlockException {
        if (!inbox.place().takeAside()) {
            return false;
        }
        boolean taken = false;
        try {
            taken = takeOver(inPlace);
            return taken;
        } finally {
            if (!taken) {
                inbox.place().leaveAside();
            }
        }
    }

    private boolean takeOver(InPlace before) throws BlockException {
        // All that may be lacking is there before anything is taken away.
        NativeBuffer nextInbox = pool.take(Inbox.BYTES);
        NativeBuffer nextReplies = pool.take(REPLY_BYTES);
        BlockRequest token = workers.device().newRequest(client);
        Task stray = before.take(nextReplies);
        if (stray == null) {
            pool.give(nextInbox);
            pool.give(nextReplies);
            token.close();
            return false;
        }
        handedOver.addStray(stray);
        replies = before.repliesBefore();
        inbox.leaveBehind(before.messageSize(), nextInbox);
        dispatch.leaveBehind();
        inPlace = new InPlace(this, token);
        return true;
    }

    /** Gives back what the session borrowed. After {@link #run}, on the same thread. */
    @Override
    public void close() {
        inbox.close();
        if (replies != null) {
            pool.give(replies.buffer());
        }
        inPlace.token().close();
        handedOver.close();
    }
}
