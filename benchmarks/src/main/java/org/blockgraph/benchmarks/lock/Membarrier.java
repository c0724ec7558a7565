// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The system call of Linux that puts a fence into every running thread of this process: membarrier(2). */
final class Membarrier {

    /** The call's number in the kernel's tables for each processor. */
    private static final long NUMBER = System.getProperty("os.arch").equals("aarch64") ? 283 : 324;

    /** The commands, from linux/membarrier.h as the manual page names them. */
    private static final int PRIVATE_EXPEDITED = 1 << 3;
    private static final int REGISTER_PRIVATE_EXPEDITED = 1 << 4;

    private final MethodHandle syscall;

    /** Registers the process, without which the kernel refuses the fence. */
    Membarrier() {
        Linker linker = Linker.nativeLinker();
        syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(1));
        call(REGISTER_PRIVATE_EXPEDITED);
    }

    /** Returns after every running thread of this process has passed a full fence. */
    void everywhere() {
        call(PRIVATE_EXPEDITED);
    }

    private void call(int command) {
        long result;
        try {
            result = (long) syscall.invokeExact(NUMBER, command, 0, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("membarrier cannot be called", e);
        }
        if (result < 0) {
            throw new IllegalStateException("membarrier command " + command + " is refused by this kernel");
        }
    }
}
