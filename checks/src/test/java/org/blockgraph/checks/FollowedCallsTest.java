// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that reaches global state is found whatever the way; each case gives the calls in between. */
class FollowedCallsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock = """
            close(null);      | -                                                            | -
            one();            | void one() { two(); } void two() { close(null); } \
                    | P.one:23 -> P.two:23
            new Inner();      | class Inner { Inner() { close(null); } }                     | P$Inner.new:23
            step.go();        | interface Step { void go(); } Step step; \
                    class Real implements Step { public void go() { close(null); } } | P$Real.go:23
            base.go();        | Base base; \
                    abstract class Base { void go() { work(); } abstract void work(); } \
                    class Real extends Base { void work() { close(null); } } | P$Base.go:23 -> P$Real.work:23
            run(() -> close(null)); | void run(Runnable task) { task.run(); } \
                    | P.run:23 -> P.read.lambda:17
            run(this::close); | void run(Consumer<String> task) { task.accept(null); }       | P.run:23
            run(Inner::new);  | void run(Supplier<?> task) { task.get(); } \
                    static Planted p; static class Inner { Inner() { p.close(null); } } \
                    | P.run:23 -> P$Inner.new:23
            keep(() -> close(null)); go(); | void go() { kept.run(); } \
                    void keep(Runnable task) { kept = task; } | P.go:23 -> P.read.lambda:17
            list.add(() -> close(null)); go(); | void go() { list.forEach(each -> each.run()); } \
                    | P.go:23 -> P.go.lambda:23 -> P.read.lambda:17
            make().run();     | Runnable make() { return () -> close(null); } | P.make.lambda:23
            run(new Task());  | void run(Runnable task) { task.run(); } \
                    class Task implements Runnable { public void run() { close(null); } } \
                    | P.run:23 -> P$Task.run:23
            around(() -> close(null)); | void around(Runnable task) { run(() -> task.run()); } \
                    void run(Runnable task) { task.run(); } \
                    | P.around:23 -> P.run:23 -> P.around.lambda:23 -> P.read.lambda:17
            List.of(1).forEach(each -> close(null)); | - | P.read.lambda:17
            """)
    void isFound(String statement, String more, String way) throws IOException {
        String expected = "I/O calls global state: [@Io(READ)] P.read:17 -> "
                + (way == null ? "" : way + " -> ")
                + "P.close:15 -> api.BlockGraph.close, which is @GlobalState(NONE), "
                + "inside I/O, holding a read";
        assertEquals(
                List.of(expected), PlantedDriver.complaints(folder, statement, "", more == null ? "" : more));
    }
}
