// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Looks for what a driver may have left behind and what keeps its class loader alive: threads, thread locals,
 * shutdown hooks, MBeans, system properties. Thread locals and hooks can be seen only where the JVM was
 * started with {@code --add-opens java.base/java.lang=ALL-UNNAMED}, as the appliance is.
 */
final class LeakInspector {

    private final ClassLoader loader;
    private final List<String> found = new ArrayList<>();

    LeakInspector(ClassLoader loader) {
        this.loader = loader;
    }

    List<String> find() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            inspect(thread);
        }
        hooks();
        mbeans();
        properties();
        return found;
    }

    private boolean isTheirs(Object object) {
        if (object == null) {
            return false;
        }
        Class<?> type = object instanceof Class<?> itself ? itself : object.getClass();
        return type.getClassLoader() == loader;
    }

    private void inspect(Thread thread) {
        if (isTheirs(thread)
                || thread.getContextClassLoader() == loader
                || isTheirs(read(thread, "holder", "task"))) {
            found.add("the thread " + thread.getName() + " is the driver's");
        } else if (runsTheirCode(thread)) {
            found.add("the thread " + thread.getName() + " is inside the driver's code");
        }
        threadLocals(thread, "threadLocals");
        threadLocals(thread, "inheritableThreadLocals");
    }

    private boolean runsTheirCode(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassLoaderName() == null && isTheirClass(frame.getClassName())) {
                return true;
            }
        }
        return false;
    }

    /** A frame does not tell its loader; the class is theirs when their loader, and not ours, defines it. */
    private boolean isTheirClass(String name) {
        try {
            return Class.forName(name, false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            return false;
        }
    }

    private void threadLocals(Thread thread, String which) {
        Object table = read(thread, which, "table");
        if (table == null) {
            return;
        }
        for (int i = 0; i < Array.getLength(table); i++) {
            Object entry = Array.get(table, i);
            Object value = entry == null ? null : read(entry, "value");
            if (isTheirs(value)) {
                found.add("a thread local of the thread " + thread.getName() + " holds a "
                        + value.getClass().getName());
            }
        }
    }

    private void hooks() {
        try {
            Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            field.setAccessible(true);
            Object hooks = field.get(null);
            if (hooks instanceof Map<?, ?> map) {
                for (Object hook : map.keySet()) {
                    if (isTheirs(hook)
                            || hook instanceof Thread thread
                                    && (thread.getContextClassLoader() == loader
                                            || isTheirs(read(thread, "holder", "task")))) {
                        found.add("the shutdown hook " + hook + " is the driver's");
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
                if (server.getClassLoaderFor(name) == loader) {
                    found.add("the MBean " + name + " is the driver's");
                }
            } catch (InstanceNotFoundException e) {
                // It has just gone.
                continue;
            }
        }
    }

    private void properties() {
        Properties properties = System.getProperties();
        for (Map.Entry<Object, Object> each : properties.entrySet()) {
            if (isTheirs(each.getValue()) || isTheirs(each.getKey())) {
                found.add("the system property " + each.getKey() + " holds a "
                        + each.getValue().getClass().getName());
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
