// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assertions;

/** A thread that does what a test tells it, one thing after the other. */
public final class Actor implements AutoCloseable {

    /** Something to do that may throw. */
    @FunctionalInterface
    public interface Deed {
        void run() throws Exception;
    }

    private static final Runnable STOP = () -> {};

    private final LinkedBlockingQueue<Runnable> deeds = new LinkedBlockingQueue<>();
    private final Thread thread;

    private Actor(Thread.Builder builder, String name) {
        thread = builder.name(name).start(this::work);
    }

    public static Actor platform(String name) {
        return new Actor(Thread.ofPlatform().daemon(true), name);
    }

    public static Actor virtual(String name) {
        return new Actor(Thread.ofVirtual(), name);
    }

    private void work() {
        while (true) {
            Runnable deed;
            try {
                deed = deeds.take();
            } catch (InterruptedException _) {
                continue; // meant for a deed that is over
            }
            if (deed == STOP) {
                return;
            }
            deed.run();
        }
    }

    public Thread thread() {
        return thread;
    }

    /** Starts something and does not wait for it. */
    public <T> CompletableFuture<T> start(Callable<T> deed) {
        CompletableFuture<T> result = new CompletableFuture<>();
        deeds.add(() -> {
            try {
                result.complete(deed.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Does something and waits for the result; what it throws is thrown here. */
    public <T> T call(Callable<T> deed) throws Exception {
        return result(start(deed));
    }

    /** Does something and waits until it is done; what it throws is thrown here. */
    public void run(Deed deed) throws Exception {
        call(() -> {
            deed.run();
            return null;
        });
    }

    /** Waits for a result; what the deed threw is thrown here. */
    public static <T> T result(CompletableFuture<T> future) throws Exception {
        Patience patience = new Patience(Await.DEADLINE_SECONDS);
        while (true) {
            try {
                return future.get(Patience.LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            } catch (TimeoutException e) {
                if (patience.isOver()) {
                    Assertions.fail("a deed did not end within " + Await.DEADLINE_SECONDS + " s", e);
                }
            }
        }
    }

    @Override
    public void close() {
        deeds.add(STOP);
    }
}
