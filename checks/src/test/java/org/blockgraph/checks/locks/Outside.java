// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Classes that are not the project's: the JDK's and the libraries'. */
final class Outside {

    private static final Map<String, List<String>> ABOVE = new ConcurrentHashMap<>();

    private Outside() {}

    /** Its superclass and interfaces; nothing where the class is not here, as a library's optional part. */
    static List<String> above(String name) {
        return ABOVE.computeIfAbsent(name, Outside::load);
    }

    /** Whether what implements it is followed like a lambda, to where it is called. */
    static boolean isFunction(String name) {
        return name.equals("java/lang/Runnable")
                || name.equals("java/util/concurrent/Callable")
                || name.startsWith("java/util/function/");
    }

    /** The one method that an interface leaves to its implementations. */
    static MethodId function(String name) {
        try {
            Class<?> type = Class.forName(name.replace('/', '.'), false, Outside.class.getClassLoader());
            Method function = Stream.of(type.getMethods())
                    .filter(method -> Modifier.isAbstract(method.getModifiers()))
                    .findFirst()
                    .orElseThrow();
            String descriptor = MethodType.methodType(function.getReturnType(), function.getParameterTypes())
                    .descriptorString();
            return new MethodId(name, function.getName(), descriptor);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> load(String name) {
        if (name.startsWith("[")) {
            return List.of("java/lang/Object");
        }
        try {
            Class<?> type = Class.forName(name.replace('/', '.'), false, Outside.class.getClassLoader());
            List<String> above = new ArrayList<>();
            above.add(internalName(type.getSuperclass() == null ? Object.class : type.getSuperclass()));
            for (Class<?> each : type.getInterfaces()) {
                above.add(internalName(each));
            }
            return above;
        } catch (ClassNotFoundException | LinkageError e) {
            return List.of();
        }
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
