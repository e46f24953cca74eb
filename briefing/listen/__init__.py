"""Hearing back: does what is spoken say what is written?"""
