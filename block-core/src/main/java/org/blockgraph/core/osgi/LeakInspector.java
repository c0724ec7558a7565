// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Looks for what a driver may have left behind and what keeps its class loader alive: threads, thread locals,
 * shutdown hooks, MBeans, system properties. Thread locals and hooks can be seen only where the JVM was
 * started with {@code --add-opens java.base/java.lang=ALL-UNNAMED}, as the appliance is.
 */
final class LeakInspector {

    /**
     * How long threads are watched: a frame does not tell which version of a class it is in, so that only a
     * thread that does nothing all this time is taken to hang in the one that has left.
     */
    private static final long HANGING_MILLIS = 2000;

    /** What a thread that only waits may use meanwhile: being looked at is work as well. */
    private static final long AT_REST_NANOS = 1_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ClassLoader loader;
    private final Belongings theirs;
    private final List<String> found = new ArrayList<>();

    LeakInspector(ClassLoader loader) {
        this.loader = loader;
        this.theirs = new Belongings(loader);
    }

    List<String> find() throws InterruptedException {
        Set<Thread> hanging = hanging();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            inspect(thread, hanging.contains(thread));
        }
        if (theirs.owns(Thread.getDefaultUncaughtExceptionHandler())) {
            found.add("the default handler of uncaught exceptions is the driver's");
        }
        hooks();
        mbeans();
        properties();
        return found;
    }

    private Set<Thread> hanging() throws InterruptedException {
        Map<Thread, Long> used = new HashMap<>();
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        stacks.values().removeIf(stack -> !theirs.isOn(stack));
        stacks.keySet().forEach(thread -> used.put(thread, THREADS.getThreadCpuTime(thread.threadId())));
        if (!stacks.isEmpty()) {
            Thread.sleep(HANGING_MILLIS);
        }
        Map<Thread, StackTraceElement[]> after = Thread.getAllStackTraces();
        used.entrySet().removeIf(each -> {
            Thread thread = each.getKey();
            return !Arrays.equals(stacks.get(thread), after.get(thread))
                    || THREADS.getThreadCpuTime(thread.threadId()) > each.getValue() + AT_REST_NANOS;
        });
        return used.keySet();
    }

    private void inspect(Thread thread, boolean hangs) {
        if (isTheirs(thread)) {
            found.add("the thread " + thread.getName() + " is the driver's");
        } else if (hangs) {
            found.add("the thread " + thread.getName() + " is inside the driver's code");
        }
        threadLocals(thread, "threadLocals");
        threadLocals(thread, "inheritableThreadLocals");
    }

    /** By its class, its task, its handler, or the loader that it was given. */
    private boolean isTheirs(Thread thread) {
        return theirs.owns(thread)
                || thread.getContextClassLoader() == loader
                || theirs.owns(read(thread, "holder", "task"))
                || theirs.owns(read(thread, "uncaughtExceptionHandler"));
    }

    private void threadLocals(Thread thread, String which) {
        Object table = read(thread, which, "table");
        if (table == null) {
            return;
        }
        for (int i = 0; i < Array.getLength(table); i++) {
            Object entry = Array.get(table, i);
            String what = entry == null ? null : theirs.heldBy(read(entry, "value"));
            if (what != null) {
                found.add("a thread local of the thread " + thread.getName() + " holds " + what);
            }
        }
    }

    private void hooks() {
        try {
            Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            field.setAccessible(true);
            if (field.get(null) instanceof Map<?, ?> hooks) {
                for (Object hook : hooks.keySet()) {
                    if (hook instanceof Thread thread && isTheirs(thread)) {
                        found.add("the shutdown hook " + thread.getName() + " is the driver's");
                    }
                }
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            found.add("shutdown hooks can't be seen without --add-opens java.base/java.lang=ALL-UNNAMED");
        }
    }

    private void mbeans() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            try {
                ClassLoader of = server.getClassLoaderFor(name);
                // One that is wrapped in a class of the JDK's tells only the name of its own.
                boolean wrapped = of == null || of == ClassLoader.getPlatformClassLoader();
                String type = server.getObjectInstance(name).getClassName();
                if (of == loader || wrapped && theirs.defines(type)) {
                    found.add("the MBean " + name + " is the driver's");
                }
            } catch (InstanceNotFoundException e) {
                // It has just gone.
                continue;
            }
        }
    }

    private void properties() {
        for (Map.Entry<Object, Object> each : System.getProperties().entrySet()) {
            String what = theirs.heldBy(new Object[] {each.getKey(), each.getValue()});
            if (what != null) {
                found.add("the system property " + each.getKey() + " holds " + what);
            }
        }
    }

    /** Follows private fields of the JDK's; null where one is not to be seen. */
    private static Object read(Object from, String... path) {
        Object at = from;
        for (String name : path) {
            at = at == null ? null : readField(at, name);
        }
        return at;
    }

    private static Object readField(Object from, String name) {
        for (Class<?> type = from.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(from);
            } catch (NoSuchFieldException e) {
                continue;
            } catch (IllegalAccessException | InaccessibleObjectException e) {
                return null;
            }
        }
        return null;
    }
}
