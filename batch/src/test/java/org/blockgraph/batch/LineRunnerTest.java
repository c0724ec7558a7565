// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs lines in a real shell with the commands below. */
class LineRunnerTest {

    /** One for all tests: the thread of an interrupted line may still use it after the line's test. */
    private static final ThreadIOImpl THREADS = new ThreadIOImpl();

    private final CommandProcessorImpl processor = new CommandProcessorImpl(THREADS);
    private final ByteArrayOutputStream results = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private int calls;

    @BeforeAll
    static void startThreads() {
        THREADS.start();
    }

    @AfterAll
    static void stopThreads() {
        THREADS.stop();
    }

    @BeforeEach
    void addCommands() {
        for (String command : List.of("answer", "fail", "failWrapped", "failWithoutWords", "await")) {
            processor.addCommand("test", this, command);
        }
    }

    @AfterEach
    void stop() {
        processor.stop();
    }

    public String answer() {
        calls++;
        return "forty-two";
    }

    public void fail() {
        throw new IllegalStateException("d0: in use\nsecond line");
    }

    public void failWrapped() throws InvocationTargetException {
        throw new InvocationTargetException(new IllegalStateException("the cause"));
    }

    public void failWithoutWords() {
        throw new UnsupportedOperationException();
    }

    public void await() throws InterruptedException {
        waiting.countDown();
        new CountDownLatch(1).await();
    }

    private int run(String... lines) {
        return new LineRunner(processor, new PrintStream(results, true), new PrintStream(errors, true))
                .run(List.of(lines));
    }

    private String results() {
        return results.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Test
    void resultsArePrintedInOrder() {
        assertEquals(0, run("test:answer", "x = 1", "test:answer"));
        assertEquals("forty-two\n1\nforty-two\n", results());
        assertEquals("", errors());
    }

    @Test
    void linesShareTheirVariables() {
        assertEquals(0, run("x = [a b]", "$x get 1"));
        assertTrue(results().endsWith("b\n"), results());
    }

    @Test
    void theFirstFailureEndsTheRunWithOneLine() {
        assertEquals(1, run("test:answer", "test:fail", "test:answer"));
        assertEquals("blockgraph: d0: in use\n", errors());
        assertEquals(1, calls);
    }

    @Test
    void theCauseIsNamedNotTheWrapper() {
        assertEquals(1, run("test:failWrapped"));
        assertEquals("blockgraph: the cause\n", errors());
    }

    @Test
    void aFailureWithoutWordsIsNamedByItsKind() {
        assertEquals(1, run("test:failWithoutWords"));
        assertEquals("blockgraph: java.lang.UnsupportedOperationException\n", errors());
    }

    @Test
    void anUnknownCommandFails() {
        assertEquals(1, run("test:nonsense"));
        assertTrue(errors().contains("test:nonsense"), errors());
    }

    @Test
    void noLineIsBegunAfterAnInterrupt() {
        Thread.currentThread().interrupt();
        assertEquals(1, run("test:answer"));
        assertTrue(Thread.interrupted());
        assertEquals(0, calls);
    }

    @Test
    void anInterruptEndsALineThatWaits() throws Exception {
        FutureTask<Integer> run = new FutureTask<>(() -> run("test:await", "test:answer"));
        Thread thread = Thread.ofPlatform().start(run);
        assertTrue(waiting.await(10, TimeUnit.SECONDS), "the line was not begun");
        thread.interrupt();
        assertEquals(1, run.get(10, TimeUnit.SECONDS));
        assertEquals(0, calls);
    }
}
