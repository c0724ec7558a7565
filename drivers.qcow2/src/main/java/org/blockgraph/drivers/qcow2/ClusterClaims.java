// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * Ranges of guest clusters whose mapping is being changed: one request at a time for each cluster. There are
 * never more claims than requests in flight, and a request has at most one.
 */
final class ClusterClaims {

    /** A claim on clusters {@code first} to {@code last}. */
    record Claim(long first, long last) {
        boolean overlaps(long from, long to) {
            return first <= to && from <= last;
        }
    }

    private static final long LOOK_UP_MILLIS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** Guarded by the lock. */
    private final List<Claim> claims = new ArrayList<>();

    /** Waits until nobody else changes these clusters. An interrupt does not end the wait; giving up does. */
    Claim claim(BlockRequest request, long first, long last) throws BlockException {
        boolean interrupted = false;
        lock.lock();
        try {
            while (isTaken(first, last)) {
                try {
                    released.await(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (request.abandoned()) {
                    throw new BlockException(
                            BlockError.ABANDONED, "given up while another request changed the cluster");
                }
            }
            Claim claim = new Claim(first, last);
            claims.add(claim);
            return claim;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isTaken(long first, long last) {
        for (Claim each : claims) {
            if (each.overlaps(first, last)) {
                return true;
            }
        }
        return false;
    }

    void release(Claim claim) {
        lock.lock();
        try {
            boolean was = claims.removeIf(each -> each == claim);
            assert was : "released twice";
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
