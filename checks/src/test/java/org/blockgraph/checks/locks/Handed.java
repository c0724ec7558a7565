// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lambdas that are handed to code which is not followed: whether it calls them, and in which state. */
final class Handed {

    /** What runs what it is given on another thread, with every class named so. */
    private static final Set<String> ELSEWHERE = Set.of(
            "java/lang/Thread",
            "java/lang/Thread$Builder",
            "java/lang/Thread$Builder$OfPlatform",
            "java/lang/Thread$Builder$OfVirtual",
            "java/lang/Runtime",
            "java/util/Timer",
            "java/util/concurrent/Executor",
            "java/util/concurrent/ExecutorService",
            "java/util/concurrent/ScheduledExecutorService",
            "java/util/concurrent/ForkJoinPool",
            "java/util/concurrent/ThreadPoolExecutor",
            "java/util/concurrent/ScheduledThreadPoolExecutor",
            "java/util/concurrent/FutureTask");

    private Handed() {}

    /** The types of a call's arguments, the object that it is made on included. */
    static List<String> parameterTypes(Call call) {
        List<String> types = new ArrayList<>();
        if (call.receiver()) {
            types.add(call.method().owner());
        }
        MethodTypeDesc.ofDescriptor(call.method().descriptor()).parameterList().stream()
                .map(ClassDesc::descriptorString)
                .map(each -> each.replaceAll("^L|;$", ""))
                .forEach(types::add);
        return types;
    }

    /** Whether a parameter of that type is there to be called; an element of a list is not. */
    static boolean isCalled(String type, Value.Lambda lambda) {
        return type.equals(lambda.function().owner());
    }

    /** The states in which a method calls what it is given. */
    static List<LockState> states(MethodId method, LockState now) {
        String owner = method.owner();
        if (LockCalls.isLock(owner)) {
            // Deferred work, and hooks of a quiesce: on the writer's thread, without the write lock.
            return List.of(LockState.DECIDER);
        }
        if (ELSEWHERE.contains(owner) || !owner.startsWith("java/")) {
            return List.of(LockState.FREE);
        }
        return owner.equals("java/util/concurrent/CompletableFuture")
                ? List.of(now, LockState.FREE)
                : List.of(now);
    }
}
