// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.lock;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** The service of the example bundle, which was installed too late for this bundle to be wired to it. */
record ExampleRoutes(Object service) {

    void route(String name, String server) throws Exception {
        call(service, "route", name, server);
    }

    Reader newReader(String who) throws Exception {
        return new Reader(call(service, "newReader", who));
    }

    /** One thread's look-ups. */
    record Reader(Object reader) implements AutoCloseable {

        String serverOf(String name) throws Exception {
            return (String) call(reader, "serverOf", name);
        }

        boolean agree(String name) throws Exception {
            return (boolean) call(reader, "agree", name);
        }

        @Override
        public void close() {
            try {
                call(reader, "close");
            } catch (Exception e) {
                throw new AssertionError("a reader cannot be closed", e);
            }
        }
    }

    private static Object call(Object target, String method, Object... arguments) throws Exception {
        Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        try {
            return target.getClass().getMethod(method, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
