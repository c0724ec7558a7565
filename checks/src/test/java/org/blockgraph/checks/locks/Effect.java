// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a call does that is not allowed everywhere; the project's own methods are followed instead. */
enum Effect {
    WAITS("waits"),
    TRANSFERS("does I/O"),
    SOCKET("talks over a socket"),
    FRAMEWORK("calls the framework"),
    LOG("writes to a log"),
    FOREIGN("calls a driver's or a client's code");

    /**
     * Methods by class, with every class below it; a star stands for all of them. A mutex is none of them:
     * what is done under one is followed like everything else.
     */
    private static final Map<Effect, List<String>> KNOWN = Map.of(
            WAITS,
            List.of(
                    "java/lang/Object.wait",
                    "java/lang/Thread.sleep",
                    "java/lang/Thread.join",
                    "java/lang/Process.waitFor",
                    "java/util/concurrent/locks/LockSupport.park",
                    "java/util/concurrent/locks/LockSupport.parkNanos",
                    "java/util/concurrent/locks/LockSupport.parkUntil",
                    "java/util/concurrent/locks/Condition.await",
                    "java/util/concurrent/locks/Condition.awaitNanos",
                    "java/util/concurrent/locks/Condition.awaitUntil",
                    "java/util/concurrent/locks/Condition.awaitUninterruptibly",
                    "java/util/concurrent/Future.get",
                    "java/util/concurrent/CompletableFuture.join",
                    "java/util/concurrent/BlockingQueue.put",
                    "java/util/concurrent/BlockingQueue.take",
                    "java/util/concurrent/BlockingDeque.putFirst",
                    "java/util/concurrent/BlockingDeque.putLast",
                    "java/util/concurrent/BlockingDeque.takeFirst",
                    "java/util/concurrent/BlockingDeque.takeLast",
                    "java/util/concurrent/TransferQueue.transfer",
                    "java/util/concurrent/Exchanger.exchange",
                    "java/util/concurrent/ForkJoinTask.join",
                    "java/util/concurrent/ForkJoinTask.invoke",
                    "java/util/concurrent/CountDownLatch.await",
                    "java/util/concurrent/CyclicBarrier.await",
                    "java/util/concurrent/Phaser.arriveAndAwaitAdvance",
                    "java/util/concurrent/Phaser.awaitAdvance",
                    "java/util/concurrent/Phaser.awaitAdvanceInterruptibly",
                    "java/util/concurrent/Semaphore.acquire",
                    "java/util/concurrent/Semaphore.acquireUninterruptibly",
                    "java/util/concurrent/ExecutorService.awaitTermination",
                    "java/util/concurrent/ExecutorService.close",
                    "java/util/concurrent/ExecutorService.invokeAll",
                    "java/util/concurrent/ExecutorService.invokeAny"),
            TRANSFERS,
            List.of(
                    "java/nio/file/Files.*",
                    "java/nio/file/Path.toRealPath",
                    "java/nio/channels/FileChannel.*",
                    "java/nio/MappedByteBuffer.force",
                    "java/io/RandomAccessFile.*",
                    "java/io/FileInputStream.*",
                    "java/io/FileOutputStream.*",
                    "java/io/InputStream.read",
                    "java/io/OutputStream.write",
                    "java/lang/ProcessBuilder.start",
                    // Native code, such as the system calls on files.
                    "java/lang/invoke/MethodHandle.invoke",
                    "java/lang/invoke/MethodHandle.invokeExact"),
            SOCKET,
            List.of(
                    "java/net/Socket.*",
                    "java/net/ServerSocket.*",
                    "java/nio/channels/SocketChannel.*",
                    "java/nio/channels/ServerSocketChannel.*",
                    "java/nio/channels/AsynchronousSocketChannel.*",
                    "java/nio/channels/ReadableByteChannel.read",
                    "java/nio/channels/WritableByteChannel.write",
                    "java/nio/channels/Selector.*"),
            LOG,
            List.of(
                    "java/lang/System$Logger.*",
                    "java/util/logging/Logger.*",
                    "java/io/PrintStream.print",
                    "java/io/PrintStream.println",
                    "java/io/PrintStream.printf",
                    "org/osgi/service/log/Logger.*"));

    /** Methods that wait where they are given a time, which is of this type. */
    private static final String TIME_UNIT = "Ljava/util/concurrent/TimeUnit;";

    private static final Set<String> WAIT_FOR_A_TIME = Set.of("offer", "poll", "tryAcquire", "exchange");

    private final String sentence;

    Effect(String sentence) {
        this.sentence = sentence;
    }

    static Set<Effect> of(Program program, MethodId id) {
        Set<Effect> found = EnumSet.noneOf(Effect.class);
        if (program.isForeign(id)) {
            found.add(FOREIGN);
        }
        if (WAIT_FOR_A_TIME.contains(id.name()) && id.descriptor().contains(TIME_UNIT)) {
            found.add(WAITS);
        }
        for (String owner : program.everythingAbove(id.owner())) {
            KNOWN.forEach((effect, methods) -> {
                if (methods.contains(owner + "." + id.name()) || methods.contains(owner + ".*")) {
                    found.add(effect);
                }
            });
            if (owner.startsWith("org/osgi/") && !found.contains(LOG)) {
                found.add(FRAMEWORK);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return sentence;
    }
}
