// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Tells what belongs to a class loader: its objects, its classes, what of the JDK's holds one of them. */
final class Belongings {

    /** The most objects that are looked at behind one. */
    private static final int MOST = 1000;

    private final ClassLoader loader;

    Belongings(ClassLoader loader) {
        this.loader = loader;
    }

    /** Tells whether it is the loader, a class of the loader's, or of such a class. */
    boolean owns(Object object) {
        if (object == null) {
            return false;
        }
        Class<?> type = object instanceof Class<?> itself ? itself : object.getClass();
        return object == loader || type.getClassLoader() == loader;
    }

    /** A name does not tell its loader; the class is theirs when their loader, and not ours, defines it. */
    boolean defines(String className) {
        try {
            return Class.forName(className, false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            return false;
        }
    }

    /** Tells whether a method of theirs, or of another version's with the same name, is on the stack. */
    boolean isOn(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassLoaderName() == null && defines(frame.getClassName()));
    }

    /** Says what of theirs is reached through exceptions and containers of the JDK's; null for nothing. */
    String heldBy(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> next = new ArrayDeque<>();
        for (Object at = root; at != null && seen.size() < MOST; at = next.poll()) {
            if (!seen.add(at)) {
                continue;
            }
            if (owns(at)) {
                return "a " + (at instanceof Class<?> type ? type : at.getClass()).getName();
            }
            if (at instanceof Throwable thrown && isOn(thrown.getStackTrace())) {
                return "an exception that came through the driver's code";
            }
            behind(at).stream().filter(each -> each != null).forEach(next::add);
        }
        return null;
    }

    private static Collection<?> behind(Object object) {
        try {
            return switch (object) {
                case Throwable thrown -> {
                    Deque<Object> reasons = new ArrayDeque<>(Arrays.asList(thrown.getSuppressed()));
                    if (thrown.getCause() != null) {
                        reasons.add(thrown.getCause());
                    }
                    yield reasons;
                }
                case Object[] array -> Arrays.asList(array);
                case AtomicReference<?> reference -> Collections.singletonList(reference.get());
                case Map<?, ?> map when ofTheJdk(map) -> {
                    yield List.of(map.keySet().toArray(), map.values().toArray());
                }
                case Collection<?> some when ofTheJdk(some) -> List.of((Object) some.toArray());
                default -> List.of();
            };
        } catch (RuntimeException e) {
            // It changes under the eyes, or runs code that fails: nothing can be said of it.
            return List.of();
        }
    }

    private static boolean ofTheJdk(Object object) {
        return object.getClass().getClassLoader() == null;
    }
}
