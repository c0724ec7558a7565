// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.core.file.FileUse;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;

/**
 * One request at a time on its way through the graph. Used by one thread at a time, except that any thread
 * may look at its state and the core may give it up.
 *
 * <p>A device's token counts as in flight from {@link #begin} to {@link #end}. A token of the core's own
 * (inside a global-state operation, or a lent task) meets no gate and takes its hold for each call to a
 * child.
 */
public final class RequestToken implements BlockRequest {

    private static final int IDLE = 0;
    private static final int INSIDE = 1;
    private static final int ABANDONED = 2;
    private static final int CLOSED = 3;
    private static final int SCRATCH_ALIGNMENT = 64;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(RequestToken.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Device device;
    private final LockContext ownContext;
    private final Hold hold;
    private final String client;
    private final MemorySegment scratch;
    private final TokenCounters counters = new TokenCounters();

    /** Whether a token of the core's own was given up, for good; by whoever does that. */
    private volatile boolean givenUp;

    /** Where such a token is inside, the innermost last; guarded by itself. */
    private final List<FileUse> uses = new ArrayList<>();

    /** What is due when a request that was given up returns; written before it is, read after. */
    private Runnable whenBack;

    /** Changed through STATE only: by the owner, and by whoever abandons. */
    private volatile int state;

    private RequestToken(Device device, LockContext ownContext, LockContext context, String client) {
        this.device = device;
        this.ownContext = ownContext;
        this.hold = context.newHold(client);
        this.client = client;
        this.scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, SCRATCH_ALIGNMENT);
    }

    /** Makes a device's token in a context that many share. */
    static RequestToken shared(Device device, LockContext context, String client) {
        return new RequestToken(device, null, context, client);
    }

    /** Makes a device's token with a context of its own, which it closes. */
    static RequestToken confined(Device device, LockContext ownContext, String client) {
        return new RequestToken(device, ownContext, ownContext, client);
    }

    /** Makes a token of the core's own. */
    public static RequestToken control(LockContext context, String what) {
        return new RequestToken(null, null, context, what);
    }

    /** Tells whether each call to a child takes the hold, because nothing above did. */
    boolean holdsPerCall() {
        return device == null;
    }

    Hold hold() {
        return hold;
    }

    TokenCounters counters() {
        return counters;
    }

    boolean belongsTo(Device other) {
        return device == other;
    }

    /** Counts the request in flight; a full fence. */
    void begin() throws BlockException {
        if (!STATE.compareAndSet(this, IDLE, INSIDE)) {
            throw new BlockException(
                    BlockError.INVALID,
                    client + ": this request token is "
                            + (state == CLOSED ? "closed" : "in use by another call"));
        }
    }

    /**
     * Counts it out again; a full fence.
     *
     * @return true when it had been abandoned meanwhile
     */
    boolean end() {
        if ((int) STATE.getAndSet(this, IDLE) != ABANDONED) {
            return false;
        }
        Runnable due = whenBack;
        whenBack = null;
        due.run();
        return true;
    }

    /** Tells whether a drain has to wait for it. */
    public boolean inFlight() {
        return state == INSIDE;
    }

    /** Tells whether it was given up and its thread has not returned. */
    public boolean hung() {
        return state == ABANDONED;
    }

    /**
     * Gives up a device's request that hangs: it no longer counts and can reach no child.
     *
     * @param afterwards what its thread is to do when it returns
     * @return false when it had left, or was only about to enter
     */
    public boolean abandon(Runnable afterwards) {
        if (!hold.abandon()) {
            return false;
        }
        whenBack = afterwards;
        boolean inside = STATE.compareAndSet(this, INSIDE, ABANDONED);
        if (!inside) {
            whenBack = null;
        }
        return inside;
    }

    /** Gives up a token of the core's own, for good: the call or task that has it can reach no child. */
    public void abandon() {
        givenUp = true;
        hold.abandon();
        synchronized (uses) {
            uses.forEach(FileUse::giveUp);
        }
    }

    /**
     * Keeps a node's files open until a token of the core's own has left again, also when it is given up. Its
     * owner, as it goes inside.
     *
     * @throws BlockException CANCELLED when the node is closed
     */
    public void enter(NodeFiles files) throws BlockException {
        FileUse use = files.enter();
        synchronized (uses) {
            uses.add(use);
        }
        if (givenUp) {
            use.giveUp();
        }
    }

    /** Leaves the files that it has entered last. Its owner. */
    public void leave() {
        FileUse innermost;
        synchronized (uses) {
            innermost = uses.removeLast();
        }
        innermost.leave();
    }

    /** Returns the thread that is inside, or null. */
    public Thread thread() {
        return hold.thread();
    }

    @Override
    public MemorySegment scratch() {
        return scratch;
    }

    @Override
    public boolean abandoned() {
        return device == null ? givenUp : hold.isAbandoned();
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public void close() {
        if (state == CLOSED) {
            return;
        }
        if (!STATE.compareAndSet(this, IDLE, CLOSED)) {
            throw new IllegalStateException(client + ": a request is under way with this token");
        }
        hold.close();
        if (ownContext != null) {
            ownContext.close();
        }
        if (device != null) {
            device.tokens().forget(this);
        }
    }
}
