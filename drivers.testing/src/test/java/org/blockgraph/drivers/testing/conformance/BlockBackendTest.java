// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What QEMU's test-block-backend shows, by the names of its cases: a request that fails is drained too. */
@Timeout(60)
final class BlockBackendTest {

    private DrainedGraph drained;

    @BeforeEach
    void start() throws Exception {
        drained = new DrainedGraph();
    }

    @AfterEach
    void stop() {
        drained.close();
    }

    /** Cases drain_aio_error and drain_all_aio_error. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drainAioError(boolean all) throws Exception {
        drained.open("d0");
        drained.graph.command("d0", List.of("inject-error", "event=flush", "iotype=flush", "errno=5"));
        drained.graph.command("d0", List.of("break", "flush", "A"));
        FutureTask<Void> flush = new FutureTask<>(() -> {
            drained.graph.device("d0").flush();
            return null;
        });
        Thread.ofPlatform().start(flush);
        drained.graph.command("d0", List.of("wait_break", "A"));
        drained.drain(all, "d0").close();
        assertEquals(0, drained.info("d0").inFlight());
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> flush.get(20, TimeUnit.SECONDS));
        assertEquals(
                BlockError.IO, assertInstanceOf(BlockException.class, failed.getCause()).error());
    }
}
