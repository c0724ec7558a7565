// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Leaves things behind that keep the driver's class loader. All are found by the name {@link #NAME}: a test
 * interrupts the thread and removes the rest.
 */
final class Leaks {

    private static final String NAME = "test.misbehaving";

    /** The thread that meets it keeps the value. */
    private static final ThreadLocal<Leaked> LOCAL = new ThreadLocal<>();

    private Leaks() {}

    /** An object of the driver's own type. */
    public static final class Leaked implements LeakedMBean {
        @Override
        public int getSize() {
            return 1;
        }
    }

    /** What the MBean shows. */
    public interface LeakedMBean {
        /** Returns something. */
        int getSize();
    }

    /** Leaves it, unless the word is no leak. */
    static boolean leave(String word) {
        switch (word) {
            case "leak-thread" -> thread().start();
            case "leak-thread-local" -> LOCAL.set(new Leaked());
            case "leak-mbean" -> mbean();
            case "leak-hook" -> Runtime.getRuntime().addShutdownHook(new Thread(new Idle(), NAME));
            case "leak-property" -> System.getProperties().put(NAME, new Leaked());
            case "leak-exception" -> System.getProperties()
                    .put(NAME, new IllegalStateException("of the JDK", new OwnException("leak", null)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Thread thread() {
        Thread thread = new Thread(
                () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                NAME);
        thread.setDaemon(true);
        return thread;
    }

    /** A hook of the driver's own type. */
    private static final class Idle implements Runnable {
        @Override
        public void run() {
            // It is there; that is all.
        }
    }

    private static void mbean() {
        try {
            ObjectName name = new ObjectName(NAME + ":type=Leaked");
            if (!ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
                ManagementFactory.getPlatformMBeanServer().registerMBean(new Leaked(), name);
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
