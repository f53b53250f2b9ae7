# Sourced by tenon and mvnw: finds a JDK of version 25 or newer and puts its folder into JAVA_HOME.
# Reads the `release` file of each candidate, so that no JVM has to start.

jdk_wanted=25
jdk_others=

# The major version of the JDK in folder $1, in jdk_major; fails when there is no JDK in it.
jdk_version() {
    jdk_major=
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r jdk_line; do
        case $jdk_line in
            JAVA_VERSION=*)
                jdk_major=${jdk_line#JAVA_VERSION=}
                jdk_major=${jdk_major#\"}
                jdk_major=${jdk_major#1.}
                jdk_major=${jdk_major%%[!0-9]*}
                ;;
        esac
    done <"$1/release"
    [ -n "$jdk_major" ]
}

# Takes the JDK in folder $1 when it is new enough; else remembers it for the message.
jdk_take() {
    jdk_version "$1" || return 1
    if [ "$jdk_major" -ge "$jdk_wanted" ]; then
        JAVA_HOME=$1
        export JAVA_HOME
        return 0
    fi
    # Links to one and the same JDK are told of once.
    jdk_real=$(CDPATH='' cd -- "$1" && pwd -P) || return 1
    case "$jdk_others" in
        *" in $jdk_real
"*) ;;
        *)
            jdk_others="$jdk_others  $jdk_major in $jdk_real
"
            ;;
    esac
    return 1
}

# The JDK that the `java` of the PATH belongs to.
jdk_take_from_path() {
    jdk_java=$(command -v java) || return 1
    jdk_java=$(readlink -f "$jdk_java" 2>/dev/null) || return 1
    jdk_take "${jdk_java%/bin/java}"
}

jdk_take_from_usual_places() {
    for jdk_folder in /usr/lib/jvm/* /usr/lib/jvm/*/lib/openjdk /usr/java/* /opt/* /opt/java/* \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.jdks/*/Contents/Home \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
        jdk_take "$jdk_folder" && return 0
    done
    return 1
}

# Sets JAVA_HOME, or says what to install and fails.
find_jdk() {
    if [ -n "${TENON_JAVA_HOME:-}" ]; then
        jdk_take "$TENON_JAVA_HOME" && return 0
        echo "tenon: TENON_JAVA_HOME is $TENON_JAVA_HOME, and that is no JDK of version $jdk_wanted or newer." >&2
        echo "  fix Point it at one, or unset it to let Tenon look for one." >&2
        return 1
    fi
    if [ -n "${JAVA_HOME:-}" ] && jdk_take "$JAVA_HOME"; then return 0; fi
    jdk_take_from_path && return 0
    jdk_take_from_usual_places && return 0
    {
        echo "tenon: no JDK of version $jdk_wanted or newer was found."
        if [ -n "$jdk_others" ]; then
            echo "  found only"
            printf '%s' "$jdk_others" | sed 's/^/  /'
        fi
        echo "  fix Install one, then run this again. For example:"
        echo "      Debian, Ubuntu   sudo apt-get install openjdk-$jdk_wanted-jdk-headless"
        echo "      macOS            brew install openjdk@$jdk_wanted"
        echo "      SDKMAN!          sdk install java $jdk_wanted-tem"
        echo "      others           https://adoptium.net/temurin/releases/?version=$jdk_wanted"
        echo "      If one is installed elsewhere, set TENON_JAVA_HOME to its folder."
    } >&2
    return 1
}
