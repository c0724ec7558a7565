// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

/** A method by the class that it is looked up in. */
record MethodId(String owner, String name, String descriptor) {

    /** The name of the class without the project's own prefix, and the method's. */
    @Override
    public String toString() {
        String type = owner.replace('/', '.');
        String prefix = "org.blockgraph.";
        return (type.startsWith(prefix) ? type.substring(prefix.length()) : type) + "." + readable(name);
    }

    private String readable(String method) {
        if (method.equals("<init>")) {
            return "new";
        }
        return method.startsWith("lambda$")
                ? method.replaceFirst("lambda\\$(.*)\\$\\d+", "$1.lambda")
                : method;
    }
}
