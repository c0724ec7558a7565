// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.graph.TokenCounters.Op;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.LockUsageException;

/**
 * The request tokens of one device. The array of those that exist is replaced under the monitor and read by
 * anybody; tokens for callers without their own are lent from a bounded queue.
 */
public final class DeviceTokens {

    private static final int KEPT_FOR_LENDING = 64;

    private final Device device;
    private final DeviceUses uses;
    private final GraphLock lock;
    private final LockContext sharedContext;
    private final ArrayBlockingQueue<RequestToken> lendable = new ArrayBlockingQueue<>(KEPT_FOR_LENDING);

    /** What tokens that are gone have done; guarded by the monitor. */
    private final TokenCounters retired = new TokenCounters();

    private final List<RequestToken> all = new ArrayList<>();

    /** A copy of {@link #all} for readers without the monitor; null when it has to be made anew. */
    private volatile RequestToken[] copy = new RequestToken[0];

    private boolean closed;

    DeviceTokens(Device device, GraphLock lock) {
        this.device = device;
        this.uses = new DeviceUses(device.name());
        this.lock = lock;
        this.sharedContext = lock.openContext(device.name(), ContextKind.SHARED);
    }

    RequestToken newConfined(String client) throws BlockException {
        try {
            LockContext own = lock.openContext(device.name() + "/" + client, ContextKind.CONFINED);
            try {
                return register(RequestToken.confined(device, own, client));
            } catch (BlockException | LockUsageException e) {
                own.close();
                throw e;
            }
        } catch (LockUsageException e) {
            throw refused(e);
        }
    }

    RequestToken borrow() throws BlockException {
        RequestToken token = lendable.poll();
        if (token != null) {
            return token;
        }
        try {
            return register(RequestToken.shared(device, sharedContext, device.name()));
        } catch (LockUsageException e) {
            throw refused(e);
        }
    }

    void giveBack(RequestToken token) {
        if (!lendable.offer(token)) {
            token.close();
        }
    }

    /** Returns who keeps the device from being closed, with a token or without. */
    public DeviceUses uses() {
        return uses;
    }

    private BlockException refused(LockUsageException e) {
        BlockError error = e.rule() == LockUsageException.Rule.LIMIT ? BlockError.BUSY : BlockError.SHUTDOWN;
        return new BlockException(error, device.name(), device.name() + ": " + e.getMessage());
    }

    private synchronized RequestToken register(RequestToken token) throws BlockException {
        String name = device.name();
        if (closed || all.size() >= BlockDevice.MAX_REQUESTS) {
            token.hold().close();
            throw closed
                    ? new BlockException(BlockError.SHUTDOWN, name, name + ": the device is closed")
                    : new BlockException(
                            BlockError.BUSY,
                            name,
                            name + ": " + BlockDevice.MAX_REQUESTS + " request tokens are out; close some");
        }
        all.add(token);
        copy = null;
        return token;
    }

    synchronized void forget(RequestToken token) {
        if (all.remove(token)) {
            retired.addAll(token.counters());
            copy = null;
        }
    }

    private RequestToken[] existing() {
        RequestToken[] now = copy;
        if (now == null) {
            synchronized (this) {
                now = all.toArray(RequestToken[]::new);
                copy = now;
            }
        }
        return now;
    }

    /** Counts the requests that a drain has to wait for. */
    public int inFlight() {
        int count = 0;
        for (RequestToken token : existing()) {
            if (token.inFlight()) {
                count++;
            }
        }
        return count;
    }

    /** Returns the requests that a drain has to wait for. */
    public List<RequestToken> inside() {
        return select(true);
    }

    /** Returns requests that were given up and whose threads have not returned. */
    public List<RequestToken> hung() {
        return select(false);
    }

    private List<RequestToken> select(boolean inFlight) {
        List<RequestToken> found = new ArrayList<>();
        for (RequestToken token : existing()) {
            if (inFlight ? token.inFlight() : token.hung()) {
                found.add(token);
            }
        }
        return found;
    }

    /** Refuses new tokens and closes the shared context; tokens that are out stay valid objects. */
    public synchronized void close() {
        closed = true;
        sharedContext.close();
    }

    synchronized long operations(Op op) {
        long sum = retired.operations(op);
        for (RequestToken token : all) {
            sum += token.counters().operations(op);
        }
        return sum;
    }

    synchronized long bytes(Op op) {
        long sum = retired.bytes(op);
        for (RequestToken token : all) {
            sum += token.counters().bytes(op);
        }
        return sum;
    }

    synchronized long failures() {
        long sum = retired.failures();
        for (RequestToken token : all) {
            sum += token.counters().failures();
        }
        return sum;
    }
}
