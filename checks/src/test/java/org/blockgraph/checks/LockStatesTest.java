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
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be done while a lock is held, or without one, is found; what may be done passes. */
class LockStatesTest {

    /** From a change to what it commits under the write lock, in the core's real code. */
    private static final String COMMIT = "ChangeScope -> ";

    private static final String DECISION = "core.graph.Graph.decideRun -> ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            device.flush(request, flags); | is called with a lock held and needs none to be \
                    | api.BlockDevice.flush, which is @Io(NONE), inside I/O, holding a read
            graph.devices(); | is called with a lock held and needs none to be \
                    | api.BlockGraph.devices, which is @Io(NONE), inside I/O, holding a read
            lock.global().lock(); lock.global().unlock(); | a reader takes the global or the write lock \
                    | lock.GlobalLock.lock, inside I/O, holding a read
            core.decideRun(() -> { }); | a reader takes the global or the write lock \
                    | core.graph.Graph.decideRun -> lock.GlobalLock.lock, inside I/O, holding a read
            new java.net.Socket(); | a reader talks over a socket \
                    | java.net.Socket.new, which talks over a socket, inside I/O, holding a read
            lock.quiesce("").close(); | is called with a lock held and needs none to be \
                    | lock.GraphLock.quiesce, inside I/O, holding a read
            hold.lockRead(); | a method returns with other locks than it was called with \
                    | its end, inside I/O, holding a read
            try { bundle.start(); } catch (Exception e) { } | a reader calls the framework \
                    | org.osgi.framework.Bundle.start, which calls the framework, inside I/O, holding a read
            """)
    void whatAReaderMustNotDoIsFound(String statement, String rule, String way) throws IOException {
        String bundle = "org.osgi.framework.Bundle bundle = null; ";
        List<String> complaints = PlantedDriver.complaints(folder, bundle + statement, "", "");
        int line = rule.startsWith("a method") ? 18 : 17;
        assertEquals(List.of(rule + ": [@Io(READ)] P.read:" + line + " -> " + way), complaints);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            wait(1); | java.lang.Object.wait, which waits
            new Semaphore(1).tryAcquire(1, null); | java.util.concurrent.Semaphore.tryAcquire, which waits
            new CompletableFuture<>().get(); | java.util.concurrent.CompletableFuture.get, which waits
            new Phaser().arriveAndAwaitAdvance(); \
                    | java.util.concurrent.Phaser.arriveAndAwaitAdvance, which waits
            new LinkedBlockingDeque<>().takeFirst(); \
                    | java.util.concurrent.LinkedBlockingDeque.takeFirst, which waits
            new LinkedTransferQueue<>().transfer(1); \
                    | java.util.concurrent.LinkedTransferQueue.transfer, which waits
            ForkJoinTask.adapt(() -> { }).join(); | java.util.concurrent.ForkJoinTask.join, which waits
            java.nio.file.Files.size(null); | java.nio.file.Files.size, which does I/O
            ((java.nio.MappedByteBuffer) null).force(); | java.nio.MappedByteBuffer.force, which does I/O
            handle.invokeExact(); | java.lang.invoke.MethodHandle.invokeExact, which does I/O
            new java.net.Socket(); | java.net.Socket.new, which talks over a socket
            System.out.println(); | java.io.PrintStream.println, which writes to a log
            bundle.start(); | org.osgi.framework.Bundle.start, which calls the framework
            limits(); | P.limits, which calls a driver's or a client's code
            instance.details(); | api.driver.DriverInstance.details, which calls a driver's or a client's code
            """)
    void whatTheWriterMustNotDoIsFound(String statement, String what) throws IOException {
        String rule = "the writer waits or calls out: [@GlobalState(NONE)] P.inactivate:21 -> " + COMMIT
                + "P.inactivate.lambda:21 -> P.work:23 -> ";
        assertEquals(
                List.of(rule + what + ", holding the write lock"),
                complaintsOfHolder("scope.write(() -> work());", statement));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            Thread.sleep(1); | java.lang.Thread.sleep, which waits
            java.nio.file.Files.size(null); | java.nio.file.Files.size, which does I/O
            bundle.start(); | org.osgi.framework.Bundle.start, which calls the framework
            logger.info(""); | org.osgi.service.log.Logger.info, which writes to a log
            instance.length(); | api.driver.DriverInstance.length, which calls a driver's or a client's code
            driver.open(null); | api.driver.BlockDriver.open, which calls a driver's or a client's code
            """)
    void whatTheHolderOfTheGlobalLockMustNotDoIsFound(String statement, String what) throws IOException {
        String rule = "the holder of the global lock waits or calls out: [@GlobalState(NONE)] "
                + "P.inactivate:21 -> " + DECISION + "P.inactivate.lambda:21 -> P.work:23 -> ";
        assertEquals(
                List.of(rule + what + ", holding the global lock"),
                complaintsOfHolder("core.decideRun(() -> work());", statement));
    }

    private List<String> complaintsOfHolder(String holder, String statement) throws IOException {
        String work = "org.osgi.framework.Bundle bundle; org.osgi.service.log.Logger logger; "
                + "BlockDriver driver; "
                + "java.lang.invoke.MethodHandle handle; DriverInstance instance; "
                + "void work() { try { " + statement + " } catch (Throwable e) { throw new Error(e); } }";
        return PlantedDriver.complaints(folder, "", holder, work);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            read(request, 0, null, 0); | a read is needed and not held \
                    | P.read, which is @Io(READ), holding nothing
            node.pipe().flush(request, 0); | a read is needed and not held \
                    | core.io.NodePipe.flush, which is @Io(READ), holding nothing
            core.decideRun(() -> core.remove(node)); | the write lock is needed and not held \
                    | DECIDE P.inactivate.lambda:21 -> core.graph.Graph.remove, NEEDS_WRITE
            core.find(null); | the global lock is needed and not held \
                    | core.graph.Graph.find, which is @UnderGlobalLock, holding nothing
            assert lock.global().isHeldByCurrentThread(); | an assertion about locks fails \
                    | the assertion, holding nothing
            lock.lockWrite("").close(); | the write lock is taken without the global lock \
                    | lock.GraphLock.lockWrite, holding nothing
            scope.write(() -> { if (hold.tryLockRead()) { hold.unlockRead(); } }); | the writer takes a lock \
                    | COMMIT P.inactivate.lambda:21 -> lock.Hold.tryLockRead, holding the write lock
            lock.defer(() -> { }); | the write lock is needed and not held \
                    | lock.GraphLock.defer, holding nothing
            scope.write(() -> lock.quiesce("")); | is called with a lock held and needs none to be \
                    | COMMIT P.inactivate.lambda:21 -> lock.GraphLock.quiesce, holding the write lock
            if (length() > 0) { hold.lockRead(); } hold.unlockRead(); \
                    | a lock is given back that is not held \
                    | lock.Hold.unlockRead, holding nothing
            """)
    void whatNeedsALockIsFoundWithoutIt(String statement, String rule, String way) throws IOException {
        assertEquals(
                List.of(rule + ": [@GlobalState(NONE)] P.inactivate:21 -> " + way.replace("COMMIT ", COMMIT)
                        .replace("DECIDE ", DECISION)
                        .replace("NEEDS_WRITE", "which is @GlobalState(WRITE), holding the global lock")),
                PlantedDriver.complaints(folder, "", statement, "Node node;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "child.read(null, 0, null, 0);",
                "threads.execute(() -> close(null));",
                "graph.close(null); graph.devices(); device.flush();",
                "core.decideRun(() -> core.find(null)); graph.close(null);",
                "hold.lockRead(); try { read(request, 0, null, 0); } finally { hold.unlockRead(); }"
                        + " graph.drainAll();",
                "if (hold.tryLockRead()) { try { read(null, 0, null, 0); } finally { hold.unlockRead(); } }",
                "lock.global().lock(); try (WriteSection section = lock.tryLockWrite(null)) { hashCode(); }"
                        + " finally { lock.global().unlock(); } graph.close(null);",
                "core.decideRun(() -> { assert lock.global().isHeldByCurrentThread(); core.closing(); });",
                "lock.quiesce(null).close(); scope.write(() -> lock.defer(() -> { }));",
                "scope.write(() -> { scope.moved(null); core.deriveGates(); });",
                "Reopen reopen = null; scope.write(() -> reopen.commit());",
                "new Thread(() -> close(null)).start(); synchronized (list) { list.add(null); }"
            })
    void whatIsGoodPasses(String statement) throws IOException {
        assertEquals(List.of(), PlantedDriver.complaints(folder, "", statement, ""));
    }
}
