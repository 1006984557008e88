"""Addresses of the own account."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.account import first, own, passkeys, proving, second, signin

urlpatterns = [
    path("login/", signin.sign_in, name="sign-in"),
    path("login/second/", signin.second_step, name="second-step"),
    path("login/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("logout/", signin.sign_out, name="sign-out"),
    path("start/", first.start, name="start"),
    path("link/<str:secret>/", first.link, name="link"),
    path("lock/", proving.state, name="lock"),
    path("prove/", proving.prove, name="prove"),
    path("", own.account, name="account"),
    path("password/", own.password, name="password"),
    path("language/", own.language, name="language"),
    path("browsers/", own.browsers, name="browsers"),
    path("app/", second.app, name="app-codes"),
    path("passkeys/", passkeys.add, name="passkeys"),
    path("factors/<int:pk>/remove/", second.remove, name="remove-factor"),
    path("recovery/", second.recovery, name="recovery-codes"),
]
