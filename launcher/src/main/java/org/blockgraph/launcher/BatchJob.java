// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Lines for the batch bundle to run. The launcher and the bundle share no type but those of the JDK: the job
 * is a service that takes the exit code, and its lines are a property of that service.
 */
final class BatchJob {

    /** The service property with the lines, a String[]. */
    static final String LINES = "org.blockgraph.batch.lines";

    private final List<String> lines;

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    BatchJob(List<String> lines) {
        this.lines = lines;
    }

    void offer(BundleContext system) {
        IntConsumer done = exitCode::complete;
        system.registerService(IntConsumer.class, done, FrameworkUtil.asDictionary(properties()));
    }

    private Map<String, Object> properties() {
        return Map.of(LINES, lines.toArray(String[]::new));
    }

    /** Completes with the exit code, on the thread that ran the lines. */
    CompletableFuture<Integer> exitCode() {
        return exitCode;
    }
}
