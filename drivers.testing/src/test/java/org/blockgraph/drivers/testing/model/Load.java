// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockDevice;

/** The clients of one device, which stop and go on together. */
final class Load {

    private static final long PATIENCE_MILLIS = 600_000;
    private static final long NAP_NANOS = 1_000;

    final Content content;
    private final String device;
    private final List<Client> clients = new ArrayList<>();
    private final List<Integer> stripes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** Written by the control thread. */
    private volatile boolean stopping;

    /** Written by the control thread. */
    private volatile boolean pausing;

    /** Clients that wait between two requests; guarded by this. */
    private int idle;

    /** Clients that have not ended; guarded by this. */
    private int alive;

    /** Starts clients on as many stripes as are free, at most the count. */
    Load(BlockDevice device, Content content, int count, SplittableRandom random) {
        this.content = content;
        this.device = device.name();
        for (int stripe = content.take(); stripe >= 0; stripe = content.take()) {
            stripes.add(stripe);
            Client client = new Client(this, device, content, stripe, random.split());
            clients.add(client);
            String name = "model-" + this.device + "-" + stripe;
            threads.add(
                    random.nextBoolean()
                            ? Thread.ofVirtual().name(name).unstarted(client)
                            : Thread.ofPlatform().daemon().name(name).unstarted(client));
            if (stripes.size() == count) {
                break;
            }
        }
        alive = threads.size();
        threads.forEach(Thread::start);
    }

    /** Called by clients between two requests; false when they are to end. */
    boolean mayGoOn() throws InterruptedException {
        if (Thread.currentThread().isVirtual()) {
            // Requests that never block keep the carrier from clients that were woken, and a yield does, too.
            LockSupport.parkNanos(NAP_NANOS);
        }
        if (pausing) {
            synchronized (this) {
                idle++;
                notifyAll();
                while (pausing && !stopping) {
                    wait();
                }
                idle--;
            }
        }
        return !stopping;
    }

    synchronized void ended() {
        alive--;
        notifyAll();
    }

    void failed(String where, Throwable why) {
        StringWriter text = new StringWriter();
        why.printStackTrace(new PrintWriter(text));
        failures.add(where + ": " + text);
    }

    /** Returns when no client is inside a request; only while the device's gate is open. */
    synchronized void pause() throws InterruptedException {
        pausing = true;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (idle < alive) {
            if (System.nanoTime() - deadline > 0) {
                throw stuck("does not pause");
            }
            wait(100);
        }
    }

    /** Lets clients go on. */
    synchronized void resume() {
        pausing = false;
        notifyAll();
    }

    /** Waits until data was written by a request that began after the call; only while clients may write. */
    void awaitWrite() {
        List<Long> before = clients.stream().map(client -> client.writes.get()).toList();
        Await.until(() -> {
            requireNoFailure();
            for (int i = 0; i < before.size(); i++) {
                // The first one may have begun before.
                if (clients.get(i).writes.get() >= before.get(i) + 2) {
                    return null;
                }
            }
            return "data written to " + device;
        });
    }

    /** Whether anybody writes. */
    boolean hasClients() {
        return !clients.isEmpty();
    }

    /** Returns what clients have said of requests that failed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    void requireNoFailure() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " failed requests: " + failures);
        }
    }

    /** Ends the clients, each of which looks at all of its stripe once more. */
    void stop() throws InterruptedException {
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                AssertionError stuck = stuck("does not end");
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        }
        stripes.forEach(content::giveBack);
        requireNoFailure();
    }

    private AssertionError stuck(String how) {
        return new AssertionError("the load of " + device + " " + how + "; " + failures);
    }
}
