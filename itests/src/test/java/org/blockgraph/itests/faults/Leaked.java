// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.faults;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.blockgraph.itests.harness.Await;

/** Takes away what the driver under test leaves behind on purpose, all of it under one name. */
final class Leaked {

    static final String NAME = "test.misbehaving";

    private Leaked() {}

    /** Removes it. A thread local of one of the core's threads goes with the thread, which ends when idle. */
    static void remove(String leak) throws Exception {
        switch (leak) {
            case "leak-thread" -> stopThread();
            case "leak-mbean" -> {
                MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                server.unregisterMBean(new ObjectName(NAME + ":type=Leaked"));
            }
            case "leak-hook" -> removeHook();
            case "leak-property", "leak-exception" -> System.getProperties().remove(NAME);
            case "leak-thread-local" -> { }
            default -> throw new AssertionError(leak);
        }
    }

    private static void stopThread() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(NAME)) {
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(Await.PATIENCE.toSeconds()));
            }
        }
    }

    /** The JDK removes only a hook that one has at hand. */
    private static void removeHook() throws Exception {
        Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
        field.setAccessible(true);
        ((Map<?, ?>) field.get(null)).keySet().removeIf(hook -> ((Thread) hook).getName().equals(NAME));
    }
}
